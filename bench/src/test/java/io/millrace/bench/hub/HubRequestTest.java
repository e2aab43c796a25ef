package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.DataLoop;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.stream.Feed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub answers to requests that start no stream: each status, and what of the connection is left. */
class HubRequestTest {
    private HubServer hub;

    @BeforeEach
    void start() {
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 1, true, HubLimits.DEFAULTS);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private void restart(HubLimits limits) {
        hub.close();
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 1, false, limits);
    }

    private Client client() throws IOException {
        return new Client(hub.port());
    }

    @Test
    void thePageAndTheFiguresComeOverOneConnection() throws IOException {
        try (Client client = client()) {
            assertThat(client.request("GET /").readAnswer(200)).contains("<title>Millrace hub</title>");
            assertThat(client.request("GET /stats").readAnswer(200)).startsWith("{\"now\":");
            assertThat(client.request("GET /?x=y").readAnswer(200)).contains("</html>");
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutABody() throws IOException {
        try (Client client = client()) {
            Client.Head page = client.request("HEAD /").readHead();
            assertThat(page.status()).isEqualTo(200);
            assertThat(Integer.parseInt(page.header("content-length"))).isGreaterThan(1000);
            Client.Head clock = client.request("HEAD /live/clock").readHead();
            assertThat(clock.status()).isEqualTo(200);
            assertThat(clock.header("content-type")).startsWith("text/plain");
            assertThat(clock.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(clock.header("content-security-policy")).isEqualTo("sandbox");
            assertThat(client.request("HEAD /live/none").readHead().status()).isEqualTo(404);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (Client client = client()) {
            client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\nGET /stats HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readAnswer(404);
            assertThat(client.readAnswer(200)).startsWith("{");
            assertThat(client.readAnswer(200)).startsWith("<!doctype html>");
        }
    }

    /** All the answers together are more than a connection may have unsent: so they must not be made all at once. */
    @Test
    void whoAsksFasterThanItReadsIsAnsweredAsFastAsItReads() throws IOException {
        int requests = 8_000;
        try (Client client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));
            for (int i = 0; i < requests; i++) {
                client.readAnswer(200);
            }
            client.request("GET /stats").readAnswer(200);
        }
    }

    @Test
    void anUnknownNameIsToldWhichOnesAreLive() throws IOException {
        try (Client client = client()) {
            assertThat(client.request("GET /live/none").readAnswer(404)).contains("/live/clock");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /stats,         'GET, HEAD'",
        "DELETE /,            'GET, HEAD'",
        "DELETE /live/clock,  'GET, HEAD, PUT, POST'",
        "OPTIONS /live/clock, 'GET, HEAD, PUT, POST'"
    })
    void aWrongMethodIsToldTheRightOnes(String line, String allowed) throws IOException {
        try (Client client = client()) {
            Client.Head head = client.request(line).readHead();
            assertThat(head.status()).isEqualTo(405);
            assertThat(head.header("allow")).isEqualTo(allowed);
            client.read(Integer.parseInt(head.header("content-length")));
            client.request("GET /stats").readAnswer(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /live/,                400, name",
        "GET /live/a/b,             400, name",
        "GET /live/a%3Cb,           400, name",
        "GET /live/%C3%A4,          400, name",
        "GET /live/clock?wait=soon, 400, wait",
        "GET /live/clock?wait=9999, 400, wait",
        "GET /nothing,              404, nothing here",
        "PUT /live/x,               411, how long",
        "POST /live/x?slow=end,     411, how long"
    })
    void aRequestThatCannotBeServedIsToldWhyAndTheConnectionGoesOn(String line, int status, String why)
            throws IOException {
        try (Client client = client()) {
            assertThat(client.request(line).readAnswer(status)).contains(why);
            client.request("GET /stats").readAnswer(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT /live/x?slow=fast,  'Content-Length: 3',          400, slow",
        "PUT /live/clock,        'Content-Length: 3',          409, source",
        "PUT /live/clock,        'Transfer-Encoding: chunked', 409, source",
        "GET /stats,             'Content-Length: 3',          413, body",
        "GET /live/clock,        'Transfer-Encoding: chunked', 413, body",
        "POST /stats,            'Content-Length: 3',          405, GET",
        "PUT /live/x,            'Transfer-Encoding: gzip, chunked', 501, ''",
        "PUT /live/x,            'Expect: the-best',           417, ''"
    })
    void aBodyThatNobodyReadsEndsTheConnection(String line, String header, int status, String why) throws IOException {
        try (Client client = client()) {
            assertThat(client.request(line, header).readAnswer(status)).contains(why);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked'",
        "'PUT /live/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2'",
        "'PUT /live/x HTTP/1.1\r\nHost: a\r\nContent-Length: +1'",
        "'PUT /live/x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999'",
        "'PUT /live/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity'",
        "'GET / HTTP/1.1\r\nHost : a'",
        "'GET / HTTP/1.1\r\nHost: a\r\n folded'",
        "'GET / HTTP/1.1\r\nHost: a\nX: b'",
        "'GET / HTTP/1.1\r\nHost: a\rX: b'",
        "'GET / HTTP/1.1\r\nX: b'",
        "'GET / HTTP/1.1\r\nHost: a\r\nHost: b'",
        "'GET  / HTTP/1.1\r\nHost: a'",
        "'GET / http/1.1\r\nHost: a'",
        "'GET nowhere HTTP/1.1\r\nHost: a'",
        "'GET /live/../etc HTTP/1.1\r\nHost: a'",
        "'GET /live/a%2Fb HTTP/1.1\r\nHost: a'",
        "'GET /live/a%00b HTTP/1.1\r\nHost: a'",
        "'nonsense'"
    })
    void whatTwoParsersCouldReadDifferentlyIsRefusedAndOnlyThatConnectionEnds(String head) throws IOException {
        try (Client client = client();
                Client other = client()) {
            client.send(head + "\r\n\r\n").send("GET /stats HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readAnswer(400)).contains("byte ");
            assertThat(client.readToEnd()).isEmpty();
            other.request("GET /stats").readAnswer(200);
        }
    }

    @Test
    void aStreamForWhichTheProcessHasNoPlaceIsRefusedAndTheConnectionIsTold() throws IOException {
        try (EventLoop loop = EventLoop.open();
                DataLoop dataLoop = DataLoop.open();
                Client client = client()) {
            assertThatThrownBy(() -> {
                        while (true) {
                            loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
                        }
                    })
                    .isInstanceOf(MillraceException.class);
            Client.Head head =
                    client.request("PUT /live/x", "Content-Length: 0").readHead();
            assertThat(head.status()).isEqualTo(503);
            assertThat(head.header("retry-after")).isNotNull();
        }
    }

    @Test
    void anotherMajorVersionIsRefused() throws IOException {
        try (Client client = client()) {
            client.send("GET / HTTP/2.0\r\nHost: a\r\n\r\n").readAnswer(505);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aHeadThatIsTooLongIsRefusedBeforeItsEnd() throws IOException {
        restart(HubLimits.DEFAULTS.withHeads(200, 8));
        try (Client client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(300));
            assertThat(client.readAnswer(431)).contains("200 bytes");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aHeadOfTooManyHeadersIsRefused() throws IOException {
        restart(HubLimits.DEFAULTS.withHeads(16384, 8));
        try (Client client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(8) + "\r\n")
                    .readAnswer(431);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void whoSendsAHeadTooSlowlyIsToldAndEnded() throws IOException {
        restart(HubLimits.DEFAULTS.withHeadTimeout(Duration.ofMillis(300)));
        try (Client client = client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n").readAnswer(408))
                    .contains("CR LF CR LF");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void linesThatEndInLfAloneAreRefusedAtOnce() throws IOException {
        try (Client client = client()) {
            assertThat(client.send("GET / HTTP/1.1\nHost: a\n\n").readAnswer(400))
                    .contains("byte 14");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void whoIsSilentBetweenTwoRequestsIsEndedWithoutAWord() throws IOException {
        restart(HubLimits.DEFAULTS.withHeadTimeout(Duration.ofMillis(300)));
        try (Client client = client()) {
            client.request("GET /stats").readAnswer(200);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void connectionCloseIsHonoured() throws IOException {
        try (Client client = client()) {
            client.request("GET /stats", "Connection: close").readAnswer(200);
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void theOldVersionCloses(String header) throws IOException {
        for (String line : List.of("HEAD /stats", "HEAD /live/clock")) {
            try (Client client = client()) {
                client.send(line + " HTTP/1.0\r\n" + header + "\r\n");
                assertThat(client.readHead().header("connection")).isEqualTo("close");
                assertThat(client.readToEnd()).isEmpty();
            }
        }
        try (Client client = client()) {
            client.send("GET /stats HTTP/1.0\r\n" + header + "\r\n").readAnswer(200);
            assertThat(client.readToEnd()).isEmpty();
        }
    }
}
