package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Allocation;
import io.millrace.testing.Chosen;
import io.millrace.testing.RunningLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a datagram costs, in numbers that carry no noise: system calls, copies and objects. */
class DatagramCostTest {
    private static final int BATCH = 32; // with one system call
    private static final int ROUNDS = 10;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Sends everything back until it has seen so many; counts. */
    private static final class Echo extends DatagramProtocol {
        final AtomicInteger seen = new AtomicInteger();
        volatile int last = Integer.MAX_VALUE;

        @Override
        public void datagramReceived(Slice data, InetSocketAddress from) {
            if (seen.incrementAndGet() < last) {
                transport().send(data, from);
            }
        }
    }

    private DatagramTransport open(DatagramProtocol protocol) {
        return Endpoint.udp("127.0.0.1", 0).openDatagrams(running.loop(), protocol);
    }

    private static InetSocketAddress at(DatagramTransport socket) {
        return new InetSocketAddress("127.0.0.1", socket.port());
    }

    private static void await(AtomicInteger counter, int count) {
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> counter.get() == count);
    }

    private LoopCounters counters() {
        return running.on(running.loop()::counters);
    }

    /** A receiver's kernel keeps only so many: small ones, and not all to one. */
    @Test
    void aThousandInOneTurnLeaveWithThirtyTwoCalls() {
        Chosen.needsNative("the JDK has no call for many");
        DatagramTransport here = open(new Echo());
        InetSocketAddress[] receivers = new InetSocketAddress[10];
        Echo[] seen = new Echo[receivers.length];
        for (int i = 0; i < receivers.length; i++) {
            seen[i] = new Echo();
            seen[i].last = 0;
            receivers[i] = at(open(seen[i]));
        }
        LoopCounters before = counters();
        running.run(() -> {
            for (int i = 0; i < 1000; i++) {
                here.send("datagram", receivers[i % receivers.length]);
            }
        });
        for (Echo one : seen) {
            await(one.seen, 100);
        }
        LoopCounters after = counters();
        assertThat(after.sendCalls() - before.sendCalls()).isEqualTo((1000 + BATCH - 1) / BATCH);
        assertThat(after.datagramsOut() - before.datagramsOut()).isEqualTo(1000);
        assertThat(after.datagramsIn() - before.datagramsIn()).isEqualTo(1000);
        assertThat(after.receiveCalls() - before.receiveCalls())
                .as("at best 100 of each receiver's with 4 calls, and at worst one call more each time it looks")
                .isLessThanOrEqualTo(receivers.length * 2L * ((100 + BATCH - 1) / BATCH + 1));
        assertThat(after.crossings() - before.crossings())
                .isLessThanOrEqualTo(after.turns() - before.turns() + 2)
                .isLessThan(40);
    }

    @Test
    void whatIsReceivedAndSentBackIsNotCopied() {
        Echo there = new Echo();
        Echo here = new Echo();
        open(there);
        DatagramTransport mine = open(here);
        here.last = 500;
        long before = counters().bytesCopiedOutput();
        mine.send(new byte[1000], at(there.transport()));
        await(here.seen, 500);
        assertThat(counters().bytesCopiedOutput() - before).as("the first one").isEqualTo(1000);
        assertThat(counters().bytesCopiedTails() + counters().bytesCopiedFraming())
                .isZero();
    }

    @Test
    void everythingElseIsCopiedOnce() {
        Echo there = new Echo();
        there.last = 0;
        InetSocketAddress to = at(open(there));
        DatagramTransport here = open(new Echo());
        long before = counters().bytesCopiedOutput();
        running.run(() -> {
            here.send(Slice.of("slice"), to);
            here.send(new byte[100], to);
            here.send(ByteBuffer.allocateDirect(1000), to);
            here.send("text", to);
            here.send("t\u00e9xt", to);
            here.send("", to);
        });
        await(there.seen, 6);
        assertThat(counters().bytesCopiedOutput() - before).isEqualTo(5 + 100 + 1000 + 4 + 5);
    }

    @Test
    void aDatagramOfTheSamePeerIsOneSmallObject() {
        Chosen.needsNative("the nio engine allocates in the heap");
        Echo there = new Echo();
        Echo here = new Echo();
        open(there);
        DatagramTransport mine = open(here);
        long thread = running.on(() -> Thread.currentThread().getId());
        here.last = 3000;
        mine.send("once around", at(there.transport()));
        await(here.seen, 3000);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = Allocation.bytesOf(thread);
            here.last += 1000;
            mine.send("once around", at(there.transport()));
            await(here.seen, here.last);
            least = Math.min(least, Allocation.bytesOf(thread) - before);
        }
        assertThat(least / 2000).as("bytes of heap for a datagram").isLessThanOrEqualTo(64);
    }
}
