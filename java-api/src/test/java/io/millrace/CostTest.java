package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Allocation;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a message costs, in numbers that carry no noise: crossings, system calls, copies and objects. */
class CostTest {
    private static final int MESSAGES = 2000;
    private static final String HUNDRED_LETTERS = "0123456789".repeat(10);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Peer peer;

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    @BeforeEach
    void connect() {
        peer = running.peerOf(address -> new Echo());
    }

    private void exchange(int messages, int size) throws Exception {
        byte[] message = new byte[size];
        for (int i = 0; i < messages; i++) {
            peer.send(message).read(size);
        }
    }

    /** Between two callbacks, so that the last message is counted whole. Asking costs a turn or two itself. */
    private LoopCounters counters() {
        return running.on(running.loop()::counters);
    }

    @Test
    void aTurnIsOneCrossing() throws Exception {
        exchange(10, 64);
        LoopCounters before = counters();
        exchange(MESSAGES, 64);
        LoopCounters after = counters();

        assertThat(after.crossings() - before.crossings()).isBetween((long) MESSAGES, MESSAGES + 4L);
        assertThat(after.crossings() - before.crossings()).isLessThanOrEqualTo(after.turns() - before.turns() + 1);
    }

    @Test
    void whatIsReceivedAndSentBackIsNotCopied() throws Exception {
        exchange(100, 10_000);
        LoopCounters counters = counters();
        assertThat(counters.bytesOut()).isEqualTo(1_000_000);
        assertThat(counters.bytesCopiedTails()).isZero();
        assertThat(counters.bytesCopiedFraming()).isZero();
        assertThat(counters.crossings()).as("no output segment is borrowed").isLessThanOrEqualTo(counters.turns() + 3);
    }

    @Test
    void aThousandSmallWritesAreOneCommandAndOneSend() throws Exception {
        Recorder recorder = new Recorder();
        Peer reader = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        byte[] piece = new byte[70];
        transport.write(piece); // the segment for output is there from now on
        reader.read(70);
        LoopCounters before = counters();
        running.run(() -> {
            for (int i = 0; i < 900; i++) {
                transport.write(piece);
            }
        });
        reader.read(900 * 70);
        LoopCounters after = counters();

        assertThat(after.sendCalls() - before.sendCalls()).isEqualTo(1);
        assertThat(after.commands() - before.commands()).isEqualTo(1);
    }

    @Test
    void writingFromTheHeapAllocatesNothingEither() throws Exception {
        Recorder recorder = new Recorder();
        Peer reader = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        long thread = running.on(() -> Thread.currentThread().getId());
        byte[] bytes = new byte[100];
        for (int round = 0; round < 20; round++) {
            running.run(() -> writeMany(transport, bytes));
            reader.read(2000 * 200);
        }
        running.run(() -> {
            long before = Allocation.bytesOf(thread);
            writeMany(transport, bytes);
            assertThat((Allocation.bytesOf(thread) - before) / 4000)
                    .as("bytes of heap for a write of 100 bytes")
                    .isLessThanOrEqualTo(8);
        });
        reader.read(2000 * 200);
    }

    private static void writeMany(Transport transport, byte[] bytes) {
        for (int i = 0; i < 2000; i++) {
            transport.write(bytes);
            transport.write(HUNDRED_LETTERS);
        }
    }
}
