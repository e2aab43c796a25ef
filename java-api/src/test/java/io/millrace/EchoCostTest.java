package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Allocation;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an echoed message costs, by how many connections there are and how many messages each has under way. */
class EchoCostTest {
    private static final int MESSAGE_BYTES = 64;
    private static final int WARM_UP = 6000;
    private static final int MESSAGES = 4000;
    /** For what is asked in between: turns of its own, with their system calls. */
    private static final int ASKING = 6;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    private List<Peer> connect(int connections) {
        int port = running.listen(address -> new Echo());
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            peers.add(running.closing(Peer.connect(port)));
        }
        return peers;
    }

    /** Each message by itself, so many on each connection before their echoes are read. */
    private static void exchange(List<Peer> peers, int inFlight, int messages, int bytes) throws IOException {
        for (int sent = 0; sent < messages; sent += peers.size() * inFlight) {
            send(peers, inFlight, bytes);
            receive(peers, inFlight, bytes);
        }
    }

    private static void send(List<Peer> peers, int inFlight, int bytes) throws IOException {
        byte[] message = new byte[bytes];
        for (int i = 0; i < inFlight; i++) {
            for (Peer peer : peers) {
                peer.send(message);
            }
        }
    }

    private static void receive(List<Peer> peers, int inFlight, int bytes) throws IOException {
        for (Peer peer : peers) {
            peer.read(inFlight * bytes);
        }
    }

    private LoopCounters counters() {
        return running.on(running.loop()::counters);
    }

    @ParameterizedTest(name = "{0} connections, {1} in flight")
    @CsvSource({"1, 1", "1, 16", "50, 1", "50, 16"})
    void aMessageIsAtMostOneReceiveOneSendAndAShareOfACrossingAndAWait(int connections, int inFlight) throws Exception {
        List<Peer> peers = connect(connections);
        exchange(peers, inFlight, 2 * connections * inFlight, MESSAGE_BYTES);
        int rounds = MESSAGES / (connections * inFlight);
        int messages = rounds * connections * inFlight;
        LoopCounters before = counters();
        exchange(peers, inFlight, messages, MESSAGE_BYTES);
        LoopCounters after = counters();

        assertThat(after.bytesIn() - before.bytesIn()).isEqualTo((long) messages * MESSAGE_BYTES);
        assertThat(after.bytesOut() - before.bytesOut()).isEqualTo((long) messages * MESSAGE_BYTES);
        assertThat(after.receiveCalls() - before.receiveCalls()).as("receives").isLessThanOrEqualTo(messages + 1);
        assertThat(after.sendCalls() - before.sendCalls())
                .as("sends")
                .isLessThanOrEqualTo(after.receiveCalls() - before.receiveCalls());
        assertThat(after.crossings() - before.crossings())
                .as("crossings")
                .isBetween(1L, after.turns() - before.turns() + 1)
                .isLessThanOrEqualTo(messages + ASKING);
        assertThat(after.waits() - before.waits()).as("waits").isLessThanOrEqualTo(messages + ASKING);
        assertThat(after.otherCalls() - before.otherCalls()).as("other calls").isLessThanOrEqualTo(2 * ASKING);
        assertThat(after.bytesCopiedOutput() + after.bytesCopiedTails() + after.bytesCopiedFraming())
                .as("bytes copied")
                .isZero();
    }

    /** All that waits when the loop looks is one crossing and one wait, and on each connection one receive and one send. */
    @Test
    void fiftyConnectionsWithSixteenMessagesEachShareOneCrossing() throws Exception {
        List<Peer> peers = connect(50);
        exchange(peers, 16, 2 * 50 * 16, MESSAGE_BYTES);
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 10 && fewest > 50; round++) { // the kernel may be late with what was sent
            LoopCounters before = counters();
            exchangeAtOnce(peers);
            LoopCounters after = counters();
            long receives = after.receiveCalls() - before.receiveCalls();
            assertThat(after.sendCalls() - before.sendCalls()).as("sends").isLessThanOrEqualTo(receives);
            long atMost = ASKING + receives - 50;
            assertThat(after.crossings() - before.crossings()).as("crossings").isLessThanOrEqualTo(atMost);
            assertThat(after.waits() - before.waits()).as("waits").isLessThanOrEqualTo(atMost);
            fewest = Math.min(fewest, receives);
        }
        assertThat(fewest).as("receives").isEqualTo(50);
    }

    /** The loop stands still until all is sent. */
    private void exchangeAtOnce(List<Peer> peers) throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch allSent = new CountDownLatch(1);
        running.loop().execute(() -> {
            standing.countDown();
            try {
                allSent.await();
            } catch (InterruptedException never) {
                throw new AssertionError(never);
            }
        });
        standing.await();
        send(peers, 16, MESSAGE_BYTES);
        allSent.countDown();
        receive(peers, 16, MESSAGE_BYTES);
    }

    @ParameterizedTest(name = "{0} connections, {1} in flight, {2} bytes")
    @CsvSource({"1, 1, 1", "1, 1, 1000", "1, 16, 64", "50, 16, 64"})
    void aMessageIsAtMostOneSliceInTheHeap(int connections, int inFlight, int bytes) throws Exception {
        Chosen.needsNative("the nio engine allocates in the heap");
        long thread = running.on(() -> Thread.currentThread().getId());
        long slice = running.on(() -> bytesOfASlice(thread));
        List<Peer> peers = connect(connections);
        exchange(peers, inFlight, WARM_UP, bytes);

        long least = Long.MAX_VALUE;
        for (int round = 0;
                round < 10 && least > slice;
                round++) { // a compiler at work may still make objects of its own
            long before = Allocation.bytesOf(thread);
            exchange(peers, inFlight, MESSAGES, bytes);
            least = Math.min(least, (Allocation.bytesOf(thread) - before) / MESSAGES);
        }
        assertThat(slice).isBetween(24L, 64L);
        assertThat(least)
                .as("bytes of heap for a message, where a slice has " + slice)
                .isLessThanOrEqualTo(slice);
    }

    /** As this JVM lays it out. */
    private static long bytesOfASlice(long thread) {
        Slice whole = Slice.of("whole");
        Slice[] kept = new Slice[10_000];
        long before = Allocation.bytesOf(thread);
        for (int i = 0; i < kept.length; i++) {
            kept[i] = whole.slice(0, 1);
        }
        return (Allocation.bytesOf(thread) - before) / kept.length;
    }
}
