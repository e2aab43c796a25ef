package io.millrace.bench.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.Engine;
import io.millrace.stream.Feed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that do not keep up: what becomes of them, and that the others do not notice. */
class HubSlowListenerTest {
    private static final int RECEIVE_BUFFER_BYTES = 8192;
    private static final int BLOCK_BYTES = 65_536;

    private HubServer hub;

    private void start(Feed.Options options) {
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 1, false, HubLimits.DEFAULTS.withFeed(options));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Client client() throws IOException {
        return new Client(hub.port());
    }

    /** A listener whose kernel takes in little, so that it is soon behind when it does not read. */
    private Client listener() throws IOException {
        return new Client(hub.port(), RECEIVE_BUFFER_BYTES).request("GET /live/x?wait=10");
    }

    private static byte[] block(int seed) {
        byte[] block = new byte[BLOCK_BYTES];
        new Random(seed).nextBytes(block);
        return block;
    }

    /** The source sends a block only when the listener that reads has the one before: so only the silent one is slow. */
    @Test
    void aListenerThatStopsReadingIsEndedForLagAndTheOtherDoesNotNotice() throws IOException {
        start(Feed.Options.DEFAULTS.withBehindBytesMax(256 * 1024));
        try (Client silent = listener();
                Client reading = client().request("GET /live/x?wait=10");
                Client source = client();
                Client asking = client()) {
            HubFigures.awaitListeners(asking, 2);
            source.request("PUT /live/x", "Transfer-Encoding: chunked");
            assertThat(reading.readHead().status()).isEqualTo(200);
            assertThat(silent.readHead().status()).isEqualTo(200);
            for (int i = 0; HubFigures.read(asking).path("listeners").asInt() == 2; i++) {
                assertThat(i).as("blocks until the silent listener is ended").isLessThan(1000);
                source.chunk(block(i));
                assertThat(reading.readChunks(BLOCK_BYTES)).isEqualTo(block(i));
            }
            source.chunk(new byte[0]).readAnswer(200);
            assertThat(reading.readChunkedBody()).isEmpty();
            assertEnding(HubFigures.await(asking, stats -> stats.path("endings").size() == 3), "lag");
        }
    }

    @Test
    void aPacedListenerThatTakesNothingIsEndedAsStalledAndTheOtherGetsEveryByte() throws Exception {
        start(Feed.Options.DEFAULTS.withBehindBytesMax(256 * 1024).withStall(Duration.ofMillis(400)));
        int blocks = 200;
        try (Client silent = listener();
                Client reading = client().request("GET /live/x?wait=10");
                Client source = client();
                Client asking = client()) {
            HubFigures.awaitListeners(asking, 2);
            source.request("PUT /live/x?slow=pace", "Content-Length: " + (long) blocks * BLOCK_BYTES);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendBlocks(source, blocks));
            assertThat(silent.readHead().status()).isEqualTo(200);
            reading.readHead();
            byte[] heard = reading.readChunkedBody();
            sending.get(10, TimeUnit.SECONDS);
            assertThat(heard).hasSize(blocks * BLOCK_BYTES);
            for (int i = 0; i < blocks; i++) {
                assertThat(Arrays.copyOfRange(heard, i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES))
                        .as("block %d", i)
                        .isEqualTo(block(i));
            }
            source.readAnswer(200);
            assertEnding(HubFigures.await(asking, stats -> stats.path("endings").size() == 3), "stalled");
        }
    }

    private static void sendBlocks(Client source, int count) {
        try {
            for (int i = 0; i < count; i++) {
                source.send(block(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One listener ended for that reason, and the other and the source in good order. */
    private static void assertEnding(JsonNode stats, String reason) {
        assertThat(stats.path("endings").findValuesAsText("reason")).containsExactlyInAnyOrder(reason, "done", "done");
        assertThat(stats.path("listeners").asInt()).isZero();
    }
}
