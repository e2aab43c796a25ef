package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.Engine;
import io.millrace.stream.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams through the hub, byte for byte, and what is left of each connection afterwards. */
class HubStreamTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private HubServer hub;

    @BeforeEach
    void start() {
        restart(HubLimits.DEFAULTS);
    }

    private void restart(HubLimits limits) {
        stop();
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 1, false, limits);
    }

    @AfterEach
    void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    private Client client() throws IOException {
        return new Client(hub.port());
    }

    /** A listener that waits for the name's source: it hears the stream from its first byte. */
    private Client listener(String name) throws IOException {
        Client listener = client().request("GET /live/" + name + "?wait=10");
        try (Client asking = client()) {
            HubFigures.awaitListeners(asking, 1);
        }
        return listener;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
    void aBodyWithALengthReachesTheListenerByteForByte(int length) throws IOException {
        byte[] body = bytes(length);
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", "Content-Length: " + length, "Content-Type: image/png")
                    .send(body);
            Client.Head head = listener.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("image/png");
            assertThat(listener.readChunkedBody()).isEqualTo(body);
            assertThat(source.readAnswer(200)).isEqualTo(length + " bytes streamed\n");
        }
    }

    @Test
    void aSourceThatFallsSilentLosesItsName() throws IOException {
        restart(HubLimits.DEFAULTS.withSourceTimeout(Duration.ofMillis(300)));
        try (Client listener = listener("x");
                Client silent = client().request("PUT /live/x", CHUNKED).send(ascii("3\r\nabc\r\n"))) {
            assertThat(listener.readHead().status()).isEqualTo(200);
            assertThatThrownBy(silent::readToEnd)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
            listener.readToEnd(); // there is nobody left to hear
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                try (Client next = client().request("PUT /live/x", "Content-Length: 0")) {
                    assertThat(next.readAnswer(200)).isEqualTo("0 bytes streamed\n");
                }
            });
        }
    }

    @Test
    void aChunkedBodyReachesTheListenerByteForByte() throws IOException {
        byte[] body = bytes(300_000);
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("POST /live/x?slow=pace", CHUNKED).send("10000;extension=1\r\n");
            source.send(Arrays.copyOf(body, 65_536)).send("\r\n");
            source.chunk(Arrays.copyOfRange(body, 65_536, 65_537));
            source.chunk(Arrays.copyOfRange(body, 65_537, body.length));
            source.send("0\r\nTrailer: ignored\r\n\r\n");
            listener.readHead();
            assertThat(listener.readChunkedBody()).isEqualTo(body);
            assertThat(source.readAnswer(200)).startsWith("300000 bytes");
        }
    }

    @Test
    void aListenerOfTheOldVersionGetsPlainBytesUntilTheEnd() throws IOException {
        try (Client listener = client().send("GET /live/x?wait=10 HTTP/1.0\r\n\r\n");
                Client source = client()) {
            HubFigures.awaitListeners(source, 1);
            source.request("PUT /live/x", "Content-Length: 5").send("plain");
            assertThat(listener.readHead().header("transfer-encoding")).isNull();
            assertThat(listener.readToEnd()).isEqualTo(ascii("plain"));
        }
    }

    @Test
    void sourceAndListenerGoOnWithTheirConnectionsAfterwards() throws IOException {
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", "Content-Length: 3").send("one").readAnswer(200);
            listener.readHead();
            assertThat(listener.readChunkedBody()).isEqualTo(ascii("one"));
            listener.request("GET /stats").readAnswer(200);
            source.request("GET /stats").readAnswer(200);
            source.request("PUT /live/x", CHUNKED).send("0\r\n\r\n").readAnswer(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestInTheSamePacketAsTheBodyIsTheNextOne(boolean chunked) throws IOException {
        String framed = chunked ? CHUNKED + "\r\n\r\n4\r\nGET \r\n0\r\n\r\n" : "Content-Length: 4\r\n\r\nGET ";
        try (Client listener = listener("x");
                Client source = client()) {
            source.send("PUT /live/x HTTP/1.1\r\nHost: a\r\n" + framed
                    + "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\nGET /stats HTTP/1.1\r\nHost: a\r\n\r\n");
            source.readAnswer(200);
            source.readAnswer(404);
            assertThat(source.readAnswer(200)).startsWith("{");
            listener.readHead();
            assertThat(listener.readChunkedBody()).isEqualTo(ascii("GET "));
        }
    }

    @Test
    void aSecondSourceIsRefusedAndTheFirstGoesOn() throws IOException {
        try (Client listener = listener("x");
                Client first = client().request("PUT /live/x", CHUNKED).chunk(ascii("a"));
                Client second = client()) {
            listener.readHead();
            assertThat(listener.readChunks(1)).isEqualTo(ascii("a"));
            assertThat(second.request("PUT /live/x", "Content-Length: 1").readAnswer(409))
                    .contains("source");
            first.chunk(ascii("b")).chunk(new byte[0]);
            assertThat(listener.readChunkedBody()).isEqualTo(ascii("b"));
            first.readAnswer(200);
        }
    }

    @Test
    void aClientThatExpectsToContinueIsAnsweredBeforeItsBody() throws IOException {
        try (Client source = client()) {
            source.request("PUT /live/x", "Content-Length: 2", "Expect: 100-continue");
            assertThat(source.readHead().status()).isEqualTo(100);
            source.send("ok").readAnswer(200);
        }
    }

    @Test
    void aMalformedChunkIsToldToTheSourceAndNotPassedOn() throws IOException {
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", CHUNKED).chunk(ascii("good")).send("-1\r\nbad");
            assertThat(source.readAnswer(400)).contains("byte 9");
            assertThat(source.readToEnd()).isEmpty();
            listener.readHead();
            assertThat(listener.readChunks(4)).isEqualTo(ascii("good"));
            assertThat(listener.readToEnd())
                    .as("its chunk's end, and no last chunk")
                    .isEqualTo(ascii("\r\n"));
        }
    }

    @Test
    void listenersJoinWhereTheStreamIsNow() throws IOException {
        try (Client early = listener("x");
                Client source = client().request("PUT /live/x", CHUNKED).chunk(ascii("before"))) {
            early.readHead();
            assertThat(early.readChunks(6)).isEqualTo(ascii("before"));
            try (Client late = client().request("GET /live/x");
                    Client asking = client()) {
                late.readHead();
                HubFigures.awaitStreaming(asking, "x", 2);
                source.chunk(ascii("after")).chunk(new byte[0]);
                assertThat(late.readChunkedBody()).isEqualTo(ascii("after"));
            }
        }
    }

    @Test
    void waitingInVainEndsWith404AndTheConnectionGoesOn() throws IOException {
        try (Client listener = client()) {
            listener.request("GET /live/x?wait=1").readAnswer(404);
            listener.request("GET /stats").readAnswer(200);
        }
    }

    @Test
    void aListenerThatLeavesWhileItWaitsIsNotCountedAnyMore() throws IOException {
        try (Client listener = listener("x");
                Client asking = client()) {
            listener.end();
            HubFigures.awaitListeners(asking, 0);
        }
    }

    /** What comes behind a request that waits cannot be given back to be read later: the client is told to ask again. */
    @Test
    void aListenerThatSendsMoreWhileItWaitsIsAnsweredForTheLastTime() throws IOException {
        try (Client listener = client();
                Client source = client()) {
            listener.send("GET /live/x?wait=10 HTTP/1.1\r\nHost: a\r\n\r\nGET /stats HTTP/1.1\r\nHost: a\r\n\r\n");
            HubFigures.awaitListeners(source, 1);
            source.request("PUT /live/x", "Content-Length: 3").send("one").readAnswer(200);
            assertThat(listener.readHead().header("connection")).isEqualTo("close");
            assertThat(listener.readChunkedBody()).isEqualTo(ascii("one"));
            assertThat(listener.readToEnd()).isEmpty();
        }
    }

    @Test
    void listenersBeyondTheLimitAreSentAway() throws IOException {
        restart(HubLimits.DEFAULTS.withCounts(1, 1));
        try (Client listener = listener("x");
                Client second = client()) {
            Client.Head head = second.request("GET /live/x?wait=10").readHead();
            assertThat(head.status()).isEqualTo(503);
            assertThat(head.header("retry-after")).isNotNull();
            listener.end();
            second.read(Integer.parseInt(head.header("content-length")));
            HubFigures.awaitListeners(second, 0);
        }
    }

    @Test
    void lingeringListenersHearTheSourceThatReturns() throws IOException {
        restart(HubLimits.DEFAULTS.withFeed(Feed.Options.DEFAULTS.withLinger(Duration.ofSeconds(10))));
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", "Content-Length: 1").send("a").readAnswer(200);
            listener.readHead();
            assertThat(listener.readChunks(1)).isEqualTo(ascii("a"));
            source.request("PUT /live/x", "Content-Length: 1").send("b").readAnswer(200);
            assertThat(listener.readChunks(1)).isEqualTo(ascii("b"));
            source.request("PUT /live/x", "Content-Length: 1", "Content-Type: text/html");
            assertThat(source.readAnswer(409)).contains("wait for a source of application/octet-stream");
        }
    }

    @Test
    void lingeringEnds() throws IOException {
        restart(HubLimits.DEFAULTS.withFeed(Feed.Options.DEFAULTS.withLinger(Duration.ofMillis(200))));
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", "Content-Length: 1").send("a").readAnswer(200);
            listener.readHead();
            assertThat(listener.readChunkedBody()).isEqualTo(ascii("a"));
            listener.request("GET /live/x").readAnswer(404);
        }
    }

    /** The last chunk says that the stream is whole; where the source broke off, it must be missing. */
    @Test
    void aSourceThatBreaksOffCutsItsListenersShort() throws IOException {
        try (Client listener = listener("x");
                Client source = client()) {
            source.request("PUT /live/x", CHUNKED).chunk(ascii("part"));
            listener.readHead();
            assertThat(listener.readChunks(4)).isEqualTo(ascii("part"));
            source.end();
            assertThat(listener.readToEnd())
                    .as("its chunk's end, and no last chunk")
                    .isEqualTo(ascii("\r\n"));
        }
    }
}
