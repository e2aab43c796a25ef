package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Objects that nobody refers to any more, while native code works with what they stand for, and ones half made. */
class CollectedTest {
    private static final int ROUNDS = 50;
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMillis(5);
    private static final int LENGTH = 20_000;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Gives its peer back each byte, out of a region that nothing but the library refers to. */
    private static final class Forgetful extends Protocol {
        @Override
        public void connectionMade() {
            transport().receiveInto(new Pool(1 << 20).take(4096));
        }

        @Override
        public void receivedInto(Region region, int count) {
            transport().write(region.toSlice());
            transport().receiveInto(new Pool(1 << 20).take(4096));
        }
    }

    @Test
    void memoryThatIsReceivedIntoAndSearchedOutlivesAStormOfCollections() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> collecting = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                System.gc();
                RunningLoop.letPass(BETWEEN_COLLECTIONS);
            }
        });
        running.loop().stallAfter(Duration.ZERO); // a collection may hold it for long
        Peer peer = running.peerOf(address -> new Forgetful());
        byte[] bytes = new byte[LENGTH];
        Arrays.fill(bytes, (byte) 'a');
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(Arrays.equals(peer.send(bytes).read(LENGTH), bytes)).isTrue();
            assertThat(Slice.offHeap(bytes).find((byte) 'b')).isNegative();
            assertThat(Slice.offHeap(bytes).split((byte) 'b', new OffsetTable(1)))
                    .isZero();
        }
        for (int i = 0; i < 10; i++) {
            ByteBuffer view = viewOfAForgottenSlice(bytes);
            assertThat(view.get(view.remaining() - 1)).isEqualTo((byte) 'a');
        }
        done.set(true);
        RunningLoop.get(collecting);
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return ProcessCounters.read().views() == 0;
        });
    }

    private ByteBuffer viewOfAForgottenSlice(byte[] bytes) {
        Slice slice = Retained.receive(running.loop(), Arrays.copyOf(bytes, 1000));
        ByteBuffer view = slice.asByteBuffer();
        slice.release();
        return view;
    }

    @Test
    void whatAConstructorRefusesLeavesNothing() {
        for (int i = 0; i < 100; i++) {
            for (Runnable making : List.<Runnable>of(
                    () -> new Pool(-1),
                    () -> new OffsetTable(-1),
                    () -> new NumberTable(-1),
                    () -> new Lines("", 1),
                    () -> new Lines("\n", -1))) {
                assertThatThrownBy(making::run).isInstanceOf(IllegalArgumentException.class);
            }
        }
        System.gc();
        running.loop().close();
        RunningLoop.assertNothingIsLeft();
    }

    /** Its constructor fails, and the collector gives it away all the same. */
    private static class Lines extends LineProtocol {
        static final AtomicReference<Lines> HALF_MADE = new AtomicReference<>();

        Lines(String delimiter, int lineBytesMax) {
            super(delimiter, lineBytesMax, Delivery.BATCH);
        }

        Lines(Framing lines) {
            super(lines);
        }

        @Override
        public void lineReceived(Slice line) {
            sendLine(line);
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected final void finalize() {
            HALF_MADE.set(this);
        }
    }

    @Test
    void aHalfMadeProtocolOutOfTheCollectorHarmsItsOwnConnectionOnly() throws Exception {
        assertThatThrownBy(() -> new Lines(null)).isInstanceOf(NullPointerException.class);
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return Lines.HALF_MADE.get() != null;
        });
        Lines half = Lines.HALF_MADE.get();
        Peer peer = running.peerOf(address -> half);
        assertThatThrownBy(() -> {
                    peer.send("x\n").readAll();
                    peer.send("x\n").readAll();
                })
                .isInstanceOf(IOException.class);
        assertThat(RecordedLog.takeFailures()).isNotEmpty();
        assertThatThrownBy(half::nextLine).isInstanceOf(RuntimeException.class);
        Peer honest = running.peerOf(address -> new Forgetful());
        assertThat(honest.send("x").readText(1)).isEqualTo("x");
    }
}
