package io.millrace.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import io.millrace.flow.FlowConnection;
import io.millrace.testing.Allocation;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a message costs on the other faces, in bytes of heap: what is documented is copied, and nothing more. */
class FaceCostTest {
    private static final int MESSAGES = 500;
    private static final int MESSAGE_BYTES = 10_000;
    private static final int SMALL_BYTES = 64;
    private static final int OBJECTS_BYTES = 1000; // futures, tasks and views of a message, however long it is

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final CompletableFuture<AsyncConnection> made = new CompletableFuture<>();
    private long loopThread;
    private Peer peer;

    @BeforeEach
    void connect() {
        Chosen.needsNative("the nio engine allocates in the heap");
        loopThread = running.on(() -> Thread.currentThread().getId());
    }

    private interface Exchange {
        void run(int messages) throws Exception;
    }

    /** The least that a message took of several rounds: a compiler at work makes objects of its own. */
    private long bytesOfHeap(Exchange exchange) throws Exception {
        exchange.run(2 * MESSAGES);
        long here = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = Allocation.bytesOf(here) + Allocation.bytesOf(loopThread);
            exchange.run(MESSAGES);
            long after = Allocation.bytesOf(here) + Allocation.bytesOf(loopThread);
            least = Math.min(least, (after - before) / MESSAGES);
        }
        return least;
    }

    private void exchange(int messages, int bytes) throws Exception {
        byte[] message = new byte[bytes];
        for (int i = 0; i < messages; i++) {
            peer.send(message);
            receive(message);
        }
    }

    /** Makes no objects to speak of. */
    private void receive(byte[] into) throws Exception {
        for (int at = 0; at < into.length; ) {
            at += peer.socket().getInputStream().read(into, at, into.length - at);
        }
    }

    @Test
    void blockingReadsStraightIntoTheReadersMemory() throws Exception {
        peer = running.peerOf(AsyncConnection.each(made::complete));
        BlockingConnection connection = BlockingConnection.of(RunningLoop.get(made));
        ByteBuffer into = ByteBuffer.allocate(MESSAGE_BYTES);
        byte[] message = new byte[MESSAGE_BYTES];
        long bytes = bytesOfHeap(messages -> {
            for (int i = 0; i < messages; i++) {
                peer.send(message);
                into.clear();
                while (into.hasRemaining()) {
                    connection.read(into);
                }
            }
        });
        assertThat(bytes).as("of one read, or of a few").isLessThan(MESSAGE_BYTES / 2);
    }

    @Test
    void blockingWritesCopyOnceInTheHeap() throws Exception {
        peer = running.peerOf(AsyncConnection.each(made::complete));
        BlockingConnection connection = BlockingConnection.of(RunningLoop.get(made));
        byte[] message = new byte[MESSAGE_BYTES];
        long copiedBefore = running.loop().counters().bytesCopiedOutput();
        int[] sent = new int[1];
        long bytes = bytesOfHeap(messages -> {
            for (int i = 0; i < messages; i++) {
                connection.write(message);
                receive(message);
            }
            sent[0] += messages;
        });
        assertThat(bytes).isLessThan(MESSAGE_BYTES + OBJECTS_BYTES);
        assertThat(running.on(running.loop()::counters).bytesCopiedOutput() - copiedBefore)
                .as("copied for the kernel, once each")
                .isEqualTo((long) sent[0] * MESSAGE_BYTES);
    }

    @Test
    void aSmallMessageTakesFewObjectsByFutures() throws Exception {
        peer = running.peerOf(AsyncConnection.each(FaceCostTest::echo));
        assertThat(bytesOfHeap(messages -> exchange(messages, SMALL_BYTES))).isLessThan(OBJECTS_BYTES);
    }

    private static void echo(AsyncConnection peer) {
        peer.read().thenAccept(bytes -> {
            if (bytes.isEmpty()) {
                peer.close();
            } else {
                peer.write(bytes).thenRun(() -> echo(peer));
            }
        });
    }

    @Test
    void aLongMessageIsCopiedOnceInTheHeapByFlow() throws Exception {
        peer = running.peerOf(
                FlowConnection.each(connection -> connection.input().subscribe(connection.output())));
        assertThat(bytesOfHeap(messages -> exchange(messages, MESSAGE_BYTES)))
                .isLessThan(MESSAGE_BYTES + OBJECTS_BYTES);
    }

    @Test
    void whatIsReadIsTheReadersOwn() throws Exception {
        peer = running.peerOf(AsyncConnection.each(made::complete));
        AsyncConnection connection = RunningLoop.get(made);
        peer.send("first");
        Slice first = RunningLoop.get(connection.readExactly(5));
        for (int i = 0; i < 100; i++) {
            peer.send("other");
            RunningLoop.get(connection.readExactly(5));
        }
        assertThat(first).isEqualTo(Slice.of("first"));
    }
}
