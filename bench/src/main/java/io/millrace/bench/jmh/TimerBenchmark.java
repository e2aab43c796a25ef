package io.millrace.bench.jmh;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a time-out costs that never comes to pass: scheduled and cancelled, while many others are pending. Millrace's figures
 * contain the turn of the loop that follows each batch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TimerBenchmark {
    private static final int BATCH = 1000;
    private static final int DELAYS = 4096;
    private static final long LEAST_NANOS = Duration.ofMinutes(5).toNanos(); // longer than a run lasts
    private static final long MOST_NANOS = Duration.ofHours(2).toNanos();

    @Param({"millrace", "nettyLoop", "nettyWheel", "jdk", "agrona"})
    private String library;

    @Param({"1000", "100000", "1000000"})
    private int pending;

    private final Duration[] delays = new Duration[DELAYS];
    private Bench<?> bench;

    @Setup
    public void fill() {
        Random random = new Random(1);
        Arrays.setAll(delays, i -> Duration.ofNanos(LEAST_NANOS + (long) (random.nextDouble() * MOST_NANOS)));
        bench = new Bench<>(TimerPeer.named(library), pending, delays);
    }

    @TearDown
    public void close() {
        bench.peer.close();
    }

    /** Schedules one and cancels it, in the same callback. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void pair() {
        bench.peer.run(bench.pairs);
    }

    /** Schedules one, and cancels it in a later callback: Millrace has sorted it by then. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void pairOverTurns() {
        bench.peer.run(bench.pairsOverTurns);
    }

    /** Schedules one and cancels another, any of those that are pending. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void replace() {
        bench.peer.run(bench.replacements);
    }

    /** The same work for each library. */
    private static final class Bench<T> {
        final TimerPeer<T> peer;
        final Runnable pairs = this::pairs;
        final Runnable pairsOverTurns = this::pairsOverTurns;
        final Runnable replacements = this::replacements;
        private final Duration[] delays;
        private final Object[] timers;
        private final Object[] ofLastTurn = new Object[BATCH];
        private int delay;
        private int random = 1;

        Bench(TimerPeer<T> peer, int pending, Duration[] delays) {
            this.peer = peer;
            this.delays = delays;
            timers = new Object[pending];
            for (int first = 0; first < pending; first += BATCH) {
                int from = first;
                peer.run(() -> fill(timers, from));
            }
            peer.run(() -> fill(ofLastTurn, 0));
        }

        private void fill(Object[] filled, int from) {
            for (int i = from; i < from + BATCH; i++) {
                filled[i] = scheduled();
            }
        }

        private T scheduled() {
            return peer.schedule(delays[delay++ & (DELAYS - 1)]);
        }

        private void pairs() {
            for (int i = 0; i < BATCH; i++) {
                peer.cancel(scheduled());
            }
        }

        private void pairsOverTurns() {
            for (int i = 0; i < BATCH; i++) {
                replace(ofLastTurn, i);
            }
        }

        private void replacements() {
            for (int i = 0; i < BATCH; i++) {
                random ^= random << 13;
                random ^= random >>> 17;
                random ^= random << 5;
                replace(timers, (random >>> 1) % timers.length);
            }
        }

        @SuppressWarnings("unchecked") // all of them are the peer's
        private void replace(Object[] among, int index) {
            peer.cancel((T) among[index]);
            among[index] = scheduled();
        }
    }
}
