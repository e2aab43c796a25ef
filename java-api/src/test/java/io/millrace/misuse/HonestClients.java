package io.millrace.misuse;

import io.millrace.testing.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Clients that ask one thing after another and read each answer, on connections that they keep; and how long each took. */
final class HonestClients implements AutoCloseable {
    private static final int CLIENTS = 10;
    private static final long PAUSE_NANOS = 5_000_000;

    private final List<Peer> peers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    HonestClients(int port) {
        for (int i = 0; i < CLIENTS; i++) {
            peers.add(Peer.connect(port));
            ask(peers.get(i), Kind.HONEST.word() + "\n");
        }
    }

    /** Asks for so long; how long each answer took, in nanoseconds and in order of length. All are right, or this throws. */
    long[] ask(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<long[]>> asking = new ArrayList<>();
        for (Peer peer : peers) {
            asking.add(CompletableFuture.supplyAsync(() -> ask(peer, end), threads));
        }
        return asking.stream()
                .flatMapToLong(each -> LongStream.of(each.join()))
                .sorted()
                .toArray();
    }

    private static long[] ask(Peer peer, long end) {
        LongStream.Builder took = LongStream.builder();
        for (int i = 0; System.nanoTime() < end; i++) {
            long before = System.nanoTime();
            ask(peer, String.format("%063d\n", i));
            took.add(System.nanoTime() - before);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return took.build().toArray();
    }

    /** Reads exactly what it has sent. */
    private static void ask(Peer peer, String line) {
        try {
            String answer = peer.send(line).readText(line.length());
            if (!answer.equals(line)) {
                throw new AssertionError("asked " + line + ", and got " + answer);
            }
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdown(); // each is done when it has answered
        for (Peer peer : peers) {
            peer.close();
        }
    }
}
