package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A megabyte that waits for a slow reader: copied by nobody, and what is held of it falls as its bytes leave. */
class DriftTest {
    private static final int BYTES = 1 << 20;
    private static final int STEP = BYTES / 16;
    private static final int SEGMENT = 64 << 10;
    private static final int FILLED = SEGMENT - (4 << 10); // where less room is left, another segment is received into
    private static final int SMALL = 4 << 10; // what waits in pieces of less is gathered, as it holds a segment each
    private static final int OTHERS = 3; // what the first byte that waits is in, and those to receive and to write into

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final byte[] sent = new byte[BYTES];
    private final Recorder reader = new Recorder();

    /** What waits, and what is held for it, at one moment between two callbacks. */
    private record Held(long unsentBytes, long segmentBytes) {}

    private Held held() {
        return running.on(() -> new Held(
                reader.transport().stats().unsentBytes(), ProcessCounters.read().segmentBytesInUse()));
    }

    /** Retains what it receives until all is there, and passes it on with one write. */
    private final class Gatherer extends Protocol {
        private final Buffer gathered = new Buffer();
        private final CompletableFuture<Void> written = new CompletableFuture<>();

        @Override
        public void dataReceived(Slice data) {
            gathered.append(data);
            if (gathered.length() == BYTES) {
                reader.transport().write(gathered);
                written.complete(null);
            }
        }
    }

    /** Writes until the kernel takes no more, and says how much that was. */
    private int fillTheKernel() {
        int filled = 0;
        while (held().unsentBytes() == 0) {
            running.run(() -> reader.transport().write(new byte[STEP]));
            filled += STEP;
            held(); // a turn later it is sent, if it can be
        }
        return filled;
    }

    @Test
    void isNotCopiedAndItsMemoryFallsAsItLeaves() throws Exception {
        Peer slow = running.closing(Peer.connectSlow(running.listen(address -> reader)));
        reader.awaitMade();
        Gatherer gatherer = new Gatherer();
        Peer source = running.peerOf(address -> gatherer);
        new Random(1).nextBytes(sent);
        int filled = fillTheKernel();
        LoopCounters before = running.on(running.loop()::counters);
        source.send(sent);
        RunningLoop.get(gatherer.written);
        source.close();
        await().atMost(RunningLoop.PATIENCE).until(() -> held().unsentBytes() > BYTES - SEGMENT);
        assertHoldsWhatWaits();

        ByteArrayOutputStream received = new ByteArrayOutputStream();
        while (received.size() < filled + BYTES) {
            received.writeBytes(slow.read(STEP));
            assertHoldsWhatWaits();
        }
        assertThat(held().unsentBytes()).isZero();
        assertThat(Slice.of(received.toByteArray()).slice(filled)).isEqualTo(Slice.of(sent));
        LoopCounters after = running.on(running.loop()::counters);
        assertThat(after.bytesOut()).isEqualTo(filled + BYTES);
        assertThat(after.bytesCopiedOutput()).isEqualTo(before.bytesCopiedOutput());
        assertThat(after.bytesCopiedTails()).isZero();
        assertThat(after.bytesCopiedFraming() - before.bytesCopiedFraming())
                .as("less than %s bytes: what a send has left of a piece, what was received alone in a segment", SMALL)
                .isLessThanOrEqualTo((after.sendCalls() - before.sendCalls() + BYTES / FILLED + 1) * SMALL);
    }

    /** The segments of the bytes that wait, and few others. */
    private void assertHoldsWhatWaits() {
        await().atMost(RunningLoop.PATIENCE).untilAsserted(() -> {
            Held now = held();
            assertThat(now.segmentBytes())
                    .as("held for the %s bytes that wait", now.unsentBytes())
                    .isBetween(now.unsentBytes(), (now.unsentBytes() / FILLED + 1 + OTHERS) * SEGMENT);
        });
    }
}
