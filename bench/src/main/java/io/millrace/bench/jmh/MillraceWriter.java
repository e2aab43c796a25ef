package io.millrace.bench.jmh;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.LoopCounters;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.jni.Records;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Millrace's loop, connected to the slow reader, and a block that it has received before from somewhere else. */
@State(Scope.Thread)
public class MillraceWriter extends SlowReaderBenchmark.Writer {
    private static final long PATIENCE_SECONDS = 30;

    private EventLoop loop;
    private Protocol towardsReader;
    private List<Slice> slices;
    private byte[] array;

    void writeSlices() throws InterruptedException {
        loop.execute(() -> slices.forEach(towardsReader.transport()::write));
        reader.await(blockBytes);
    }

    void writeArray() throws InterruptedException {
        loop.execute(() -> towardsReader.transport().write(array));
        reader.await(blockBytes);
    }

    @Override
    void connect() throws Exception {
        loop = EventLoop.open();
        loop.start();
        array = new byte[blockBytes];
        slices = received(array);
        towardsReader = Endpoint.tcp("127.0.0.1", reader.address().getPort())
                .connect(loop, peer -> new Protocol() {})
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private List<Slice> received(byte[] block) throws Exception {
        try (ServerSocket source = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Keeping keeping = new Keeping(block.length);
            Endpoint.tcp("127.0.0.1", source.getLocalPort()).connect(loop, peer -> keeping);
            try (OutputStream out = source.accept().getOutputStream()) {
                out.write(block);
                return keeping.all.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    void close() {
        loop.close();
    }

    /**
     * What native code copied, and what Java copied into segments to send. Each segment that Java borrows for that is a
     * crossing of its own, besides the one of each turn.
     */
    @Override
    long copiedBytes() throws Exception {
        LoopCounters counters = inLoop(loop::counters);
        long borrowed = counters.crossings() - counters.turns();
        return counters.bytesCopiedTails() + counters.bytesCopiedFraming() + borrowed * Records.SEGMENT_BYTES;
    }

    @Override
    long threadId() throws Exception {
        return inLoop(() -> Thread.currentThread().getId());
    }

    private <T> T inLoop(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Keeps what it receives, where it was received. */
    private static final class Keeping extends Protocol {
        private final CompletableFuture<List<Slice>> all = new CompletableFuture<>();
        private final List<Slice> kept = new ArrayList<>();
        private int missing;

        Keeping(int bytes) {
            missing = bytes;
        }

        @Override
        public void dataReceived(Slice data) {
            kept.add(data.retain());
            missing -= data.length();
            if (missing == 0) {
                all.complete(kept);
            }
        }
    }
}
