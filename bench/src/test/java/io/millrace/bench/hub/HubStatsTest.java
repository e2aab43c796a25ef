package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the hub says of itself at /stats. */
class HubStatsTest {
    private HubServer hub;

    @BeforeEach
    void start() {
        hub = HubServer.start("127.0.0.1", 0, 2, true, HubLimits.DEFAULTS);
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
            assertThat(stream.path("source").path("bytes").asLong()).isGreaterThan(1000);
            assertListener(stream.path("listeners").path(0));
        }
    }

    private static void assertListener(JsonNode listener) {
        assertThat(listener.path("peer").asText()).startsWith("127.0.0.1:");
        assertThat(listener.path("bytes").asLong()).isBetween(1000L, 1100L);
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
