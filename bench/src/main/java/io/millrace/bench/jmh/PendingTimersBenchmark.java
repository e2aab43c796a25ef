package io.millrace.bench.jmh;

import io.millrace.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
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
 * What timers cost that are not due, by their number: in a turn of the loop, and when one is set and cancelled again, as
 * the time-out of each request is. A turn here sets one timer and runs it; the crossing and the system call are in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class PendingTimersBenchmark {
    private static final int TURNS = 1000;
    private static final int CANCELLED = 100;
    private static final long SEED = 2005;
    private static final int FROM_SECONDS = 3600;
    private static final Runnable NOTHING = () -> {};

    @Param({"1", "10", "100", "1000", "10000", "100000"})
    public int pending;

    private final Random random = new Random(SEED);
    private EventLoop loop;
    private int turnsLeft;

    @Setup
    public void open() {
        loop = EventLoop.open();
    }

    @TearDown
    public void close() {
        loop.close();
    }

    /** A turn of a loop that has the timers. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void millraceTurn(OnTheLoop timers) {
        turn(() -> {});
    }

    /** A turn of a loop that has none, and looks at a list of deadlines instead. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void scanTurn(InAList deadlines) {
        turn(deadlines::runDue);
    }

    /** Sets a timer on the loop and cancels it. */
    @Benchmark
    @OperationsPerInvocation(CANCELLED)
    public void millraceCancel(OnTheLoop timers) {
        inLoop(() -> {
            for (int i = 0; i < CANCELLED; i++) {
                loop.later(someTime(), NOTHING).cancel();
            }
        });
    }

    /** The same with the JDK's queue, which looks for what it is to remove. */
    @Benchmark
    @OperationsPerInvocation(CANCELLED)
    public void queueCancel(InAQueue deadlines) {
        inLoop(() -> {
            for (int i = 0; i < CANCELLED; i++) {
                Deadline deadline = someDeadline();
                deadlines.queue.add(deadline);
                deadlines.queue.remove(deadline);
            }
        });
    }

    /** A thousand turns on this thread, in each of which a timer is set for the next. */
    private void turn(Runnable inEach) {
        long before = loop.counters().turns();
        turnsLeft = TURNS;
        loop.later(Duration.ZERO, () -> next(inEach));
        loop.run();
        if (loop.counters().turns() - before < TURNS) {
            throw new IllegalStateException("less than " + TURNS + " turns: the figure of another amount of work");
        }
    }

    private void next(Runnable inEach) {
        inEach.run();
        if (--turnsLeft == 0) {
            loop.stop();
        } else {
            loop.later(Duration.ZERO, () -> next(inEach));
        }
    }

    private void inLoop(Runnable task) {
        loop.execute(() -> {
            task.run();
            loop.stop();
        });
        loop.run();
    }

    private Duration someTime() {
        return Duration.ofSeconds(FROM_SECONDS + random.nextInt(FROM_SECONDS));
    }

    private Deadline someDeadline() {
        return new Deadline(System.nanoTime() + someTime().toNanos(), NOTHING);
    }

    private record Deadline(long dueNanos, Runnable task) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            return Long.compare(dueNanos - other.dueNanos, 0);
        }
    }

    /** Timers of the loop. */
    @State(Scope.Thread)
    public static class OnTheLoop {
        @Setup
        public void set(PendingTimersBenchmark benchmark) {
            benchmark.inLoop(() -> {
                for (int i = 0; i < benchmark.pending; i++) {
                    benchmark.loop.later(benchmark.someTime(), NOTHING);
                }
            });
        }
    }

    /** As many deadlines in a list, which is scanned. */
    @State(Scope.Thread)
    public static class InAList {
        private final List<Deadline> list = new ArrayList<>();

        @Setup
        public void set(PendingTimersBenchmark benchmark) {
            for (int i = 0; i < benchmark.pending; i++) {
                list.add(benchmark.someDeadline());
            }
        }

        void runDue() {
            long now = System.nanoTime();
            for (Deadline deadline : list) {
                if (deadline.dueNanos() - now <= 0) {
                    deadline.task().run();
                }
            }
        }
    }

    /** As many in a queue of the JDK's. */
    @State(Scope.Thread)
    public static class InAQueue {
        private final PriorityQueue<Deadline> queue = new PriorityQueue<>();

        @Setup
        public void set(PendingTimersBenchmark benchmark) {
            for (int i = 0; i < benchmark.pending; i++) {
                queue.add(benchmark.someDeadline());
            }
        }
    }
}
