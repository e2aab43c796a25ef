package io.millrace.misuse;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.Protocol;
import io.millrace.Transport;
import io.millrace.bytes.Slice;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A program that uses up memory of the kind that its argument says, in mid-traffic, and goes on when there is some again. */
final class Exhausted {
    private static final int PIECE = 60_000;
    private static final int PIECES_MAX = 1 << 17; // far more than the process may have
    private static final int TIMES = 5;

    private Exhausted() {}

    public static void main(String[] arguments) throws Exception {
        try (Traffic traffic = Traffic.of(5)) {
            Slice loaded = Retained.receive(traffic.loop(), new byte[10]);
            switch (arguments[0]) {
                case "address space" -> {
                    limitAddressSpace();
                    keepUntilRefused(traffic);
                }
                case "direct memory" -> keepUntilRefused(traffic);
                default -> useUpTheHeap(traffic);
            }
            loaded.release();
            traffic.awaitMore();
            System.out.println(traffic.ended() == 0 ? "went on" : "lost " + traffic.ended());
        }
    }

    /** Leaves room for some slabs, and for what the JVM itself asks for. */
    private static void limitAddressSpace() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        long pages = Long.parseLong(new String(Files.readAllBytes(Path.of("/proc/self/statm"))).split(" ")[0]);
        long bytes = pages * 4096 + (300L << 20);
        Process limit = new ProcessBuilder("prlimit", "--pid", pid, "--as=" + bytes)
                .inheritIO()
                .start();
        if (limit.waitFor() != 0) {
            throw new AssertionError("prlimit failed");
        }
    }

    /** Writes to one that does not read, until there is no segment for another piece. */
    private static void keepUntilRefused(Traffic traffic) throws Exception {
        CompletableFuture<MillraceException> refused = new CompletableFuture<>();
        List<Transport> mutes = new ArrayList<>();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(traffic.loop(), peer -> new Protocol() {
                    @Override
                    public void connectionMade() {
                        transport().pauseReading();
                    }
                })
                .port();
        EventLoop loop = traffic.loop();
        for (int i = 0; i < 64; i++) {
            Protocol made = RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(loop, peer -> new Protocol() {}));
            mutes.add(made.transport());
        }
        loop.execute(() -> fill(mutes, refused));
        System.out.println("refused with " + RunningLoop.get(refused).code());
        mutes.forEach(Transport::abort);
    }

    private static void fill(List<Transport> mutes, CompletableFuture<MillraceException> refused) {
        try {
            for (int i = 0; i < PIECES_MAX; i++) {
                mutes.get(i % mutes.size()).write(new byte[PIECE]);
            }
            refused.completeExceptionally(new AssertionError("nothing is refused"));
        } catch (MillraceException why) {
            refused.complete(why);
        } catch (Throwable wrong) {
            refused.completeExceptionally(wrong);
        }
    }

    /** In callbacks, until the JVM itself throws; meanwhile this thread asks for none of it. */
    private static void useUpTheHeap(Traffic traffic) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(TIMES);
        Runnable greedy = () -> {
            try {
                keepForEver();
            } finally {
                over.countDown();
            }
        };
        for (int i = 0; i < TIMES; i++) {
            traffic.loop().execute(greedy);
        }
        over.await();
        traffic.awaitMore();
        List<Throwable> failures = RecordedLog.takeFailures();
        if (failures.isEmpty() || !failures.stream().allMatch(OutOfMemoryError.class::isInstance)) {
            throw new AssertionError("failed otherwise: " + failures);
        }
    }

    private static void keepForEver() {
        List<Object> kept = new ArrayList<>();
        while (true) {
            kept.add(new byte[1 << 16]);
        }
    }
}
