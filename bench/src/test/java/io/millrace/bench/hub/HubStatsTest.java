package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.Engine;
import io.millrace.stream.Feed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the hub says of itself at /stats. */
class HubStatsTest {
    private HubServer hub;

    @BeforeEach
    void start() {
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 2, true, HubLimits.DEFAULTS);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Client client() throws IOException {
        return new Client(hub.port());
    }

    @Test
    void aStreamIsDescribedWithItsSourceAndItsListeners() throws IOException {
        try (Client listener = client().request("GET /live/x?wait=10");
                Client source = client();
                Client asking = client()) {
            HubFigures.awaitListeners(asking, 1);
            source.request("PUT /live/x?slow=pace", "Transfer-Encoding: chunked", "Content-Type: a/b; c=\"d\\e\u00e4\"")
                    .chunk(new byte[1000]);
            listener.readHead();
            listener.readChunks(1000);
            JsonNode stats = HubFigures.await(
                    asking,
                    figures -> HubFigures.stream(figures, "x")
                                    .path("deliveredBytes")
                                    .asLong()
                            == 1000);
            JsonNode stream = HubFigures.stream(stats, "x");
            assertThat(stream.path("state").asText()).isEqualTo("live");
            assertThat(stream.path("slow").asText()).isEqualTo("pace");
            assertThat(stream.path("contentType").asText()).isEqualTo("a/b; c=\"d\\e\u00e4\"");
            assertThat(stream.path("publishedBytes").asLong()).isEqualTo(1000);
            assertThat(stream.path("source").path("state").asText()).isEqualTo("streaming");
            assertThat(stream.path("source").path("bytes").asLong()).isEqualTo(1000);
            assertListener(stream.path("listeners").path(0));
        }
    }

    private static void assertListener(JsonNode listener) {
        assertThat(listener.path("peer").asText()).startsWith("127.0.0.1:");
        assertThat(listener.path("sentBytes").asLong()).isBetween(1000L, 1100L);
        assertThat(listener.path("lagBytes").asLong()).isZero();
        assertThat(Instant.parse(listener.path("since").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(listener.path("state").asText()).isEqualTo("streaming");
    }

    @Test
    void theClockTicksWithoutASource() throws IOException {
        try (Client listener = client().request("GET /live/clock")) {
            assertThat(listener.readHead().header("content-type")).startsWith("text/plain");
            String first = new String(listener.readChunk(), StandardCharsets.US_ASCII);
            String second = new String(listener.readChunk(), StandardCharsets.US_ASCII);
            assertThat(first).endsWith("\n").isLessThan(second);
            try (Client asking = client()) {
                JsonNode clock = HubFigures.stream(HubFigures.read(asking), "clock");
                assertThat(clock.path("state").asText()).isEqualTo("clock");
                assertThat(clock.path("source").isNull()).isTrue();
            }
        }
    }

    /** Of a connection that is kept, only what belongs to this stream counts: not the requests and bodies before it. */
    @Test
    void theFiguresOfAPartBeginWithThePart() throws IOException {
        hub.close();
        hub = HubServer.start(
                Engine.chosen(),
                "127.0.0.1",
                0,
                1,
                false,
                HubLimits.DEFAULTS.withFeed(Feed.Options.DEFAULTS.withLinger(Duration.ofSeconds(10))));
        try (Client listener = client();
                Client source = client();
                Client asking = client()) {
            listener.request("GET /").readAnswer(200);
            listener.request("GET /live/x?wait=10");
            HubFigures.awaitListeners(asking, 1);
            source.request("PUT /live/x", "Content-Length: 5000")
                    .send(new byte[5000])
                    .readAnswer(200);
            Instant between = Instant.now();
            source.request("PUT /live/x", "Transfer-Encoding: chunked").chunk(new byte[300]);
            JsonNode stats = HubFigures.await(
                    asking,
                    figures -> HubFigures.stream(figures, "x")
                                    .path("publishedBytes")
                                    .asLong()
                            == 5300);
            JsonNode now = HubFigures.stream(stats, "x").path("source");
            assertThat(now.path("bytes").asLong()).isEqualTo(300);
            assertThat(Instant.parse(now.path("since").asText())).isAfterOrEqualTo(between);
            source.end();
            listener.readHead();
            assertThat(listener.readChunks(5300)).hasSize(5300);
            JsonNode over =
                    HubFigures.await(asking, figures -> figures.path("endings").size() == 2);
            assertThat(over.path("endings").path(0).path("bytes").asLong()).isEqualTo(300);
            assertThat(HubFigures.stream(over, "x")
                            .path("listeners")
                            .path(0)
                            .path("sentBytes")
                            .asLong())
                    .isBetween(5300L, 5400L);
        }
    }

    @Test
    void whatLimitsEachLoopIsSaid() throws IOException {
        try (Client asking = client()) {
            JsonNode loops = HubFigures.await(
                            asking,
                            stats -> stats.path("loops")
                                            .path(0)
                                            .path("windowNanos")
                                            .asLong()
                                    > 1_000_000)
                    .path("loops");
            assertThat(loops).hasSize(3);
            assertThat(loops.findValuesAsText("loop")).containsExactly("control", "data 1", "data 2");
            for (JsonNode loop : loops) {
                String finding = loop.path("finding").asText();
                assertThat(loop.path("words").asText()).startsWith(finding.toUpperCase(Locale.ROOT) + ": ");
                long sum = 0;
                for (JsonNode part : loop.path("nanos")) {
                    sum += part.asLong();
                }
                long window = loop.path("windowNanos").asLong();
                assertThat(sum).isBetween(window - window / 100, window + window / 100);
            }
        }
    }

    @Test
    void whoWaitsForASourceIsShown() throws IOException {
        try (Client one = client().request("GET /live/x?wait=10");
                Client two = client().request("GET /live/x?wait=10");
                Client asking = client()) {
            HubFigures.awaitListeners(asking, 2);
            JsonNode waiting = HubFigures.read(asking).path("waiting");
            assertThat(waiting).hasSize(1);
            assertThat(waiting.path(0).path("name").asText()).isEqualTo("x");
            assertThat(waiting.path(0).path("count").asInt()).isEqualTo(2);
            one.end();
            two.end();
            HubFigures.await(asking, figures -> figures.path("waiting").isEmpty());
        }
    }

    @Test
    void aStreamThatHasEndedIsGoneAndItsEndingsAreTold() throws IOException {
        try (Client source = client()) {
            source.request("PUT /live/x", "Content-Length: 5").send("hello").readAnswer(200);
            JsonNode stats = HubFigures.await(
                    source, figures -> HubFigures.stream(figures, "x").isMissingNode());
            JsonNode ending = stats.path("endings").path(0);
            assertThat(ending.path("stream").asText()).isEqualTo("x");
            assertThat(ending.path("role").asText()).isEqualTo("source");
            assertThat(ending.path("reason").asText()).isEqualTo("done");
            assertThat(ending.path("bytes").asLong()).isEqualTo(5);
        }
    }
}
