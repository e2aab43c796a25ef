package io.millrace.watch;

import io.millrace.engine.Statistics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Where the time of a loop goes, read from outside: what native code counts in shared memory, and Java's part. The watchdog
 * has a {@link Statement} of it kept each second, for the last minute. Any thread; it asks nothing of the loop.
 */
public final class Account {
    /** So many seconds are kept. */
    public static final int SECONDS_MAX = 60;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int READS_MAX = 32; // for figures of one moment, while the loop goes on

    private final Statistics.Loop statistics;
    private final Pulse pulse; // null of a data loop, which Java never enters
    private final BiConsumer<Statement, Statement> eachSecond;
    private final Deque<Statement> kept = new ArrayDeque<>();
    private boolean runs;
    private long ranNanos; // without the present run
    private long beganNanos;
    private long endedNanos;
    private long stoodWhileSleeping;
    private long stoodInJava;
    private long stoodElsewhere;

    // As the last look has seen it.
    private long ranThen;
    private long sleptThen;
    private long javaThen;

    /**
     * @param pulse null of a data loop
     * @param eachSecond is told of each second that is over: its first and its last statement
     */
    public Account(Statistics.Loop statistics, Pulse pulse, BiConsumer<Statement, Statement> eachSecond) {
        this.statistics = statistics;
        this.pulse = pulse;
        this.eachSecond = eachSecond;
    }

    /** Null of a data loop. */
    Pulse pulse() {
        return pulse;
    }

    /** The loop is turned from now on. */
    public synchronized void begin() {
        runs = true;
        beganNanos = System.nanoTime();
        if (kept.isEmpty() || beganNanos - kept.getLast().atNanos() >= SECOND) {
            keep(now());
        }
    }

    /** The loop is turned no longer. */
    public synchronized void end() {
        if (runs) {
            endedNanos = System.nanoTime();
            ranNanos += endedNanos - beganNanos;
            runs = false;
        }
    }

    /** What it says now. */
    public synchronized Statement now() {
        Statement statement;
        long[] figures;
        long javaBefore;
        int reads = 0;
        do {
            figures = statistics.read();
            javaBefore = javaNanos();
            long at = System.nanoTime();
            statement = statement(at, runs ? at : endedNanos, Statistics.OfTime.of(figures));
            reads++;
        } while (reads < READS_MAX && (javaBefore != javaNanos() || !Arrays.equals(figures, statistics.read())));
        return statement;
    }

    private long javaNanos() {
        return pulse == null ? 0 : pulse.time().wholeNanos();
    }

    private Statement statement(long at, long stop, Statistics.OfTime figures) {
        long present = figures.waitingSince() == 0 ? 0 : Math.max(0, stop - figures.waitingSince());
        long slept = figures.waitNanos() - figures.pollNanos() + present;
        return new Statement(
                at,
                ranNanos + (runs ? at - beganNanos : 0),
                slept,
                figures.blockedNanos() + (figures.blocked() > 0 ? present : 0),
                figures.pollNanos(),
                pulse == null ? 0 : javaNanos() + pulse.time().presentNanos(stop),
                new Statement.Standstill(stoodWhileSleeping, stoodInJava, stoodElsewhere),
                measured(stop, figures),
                figures.sendsCut(),
                figures.unsentBytes(),
                figures.blocked());
    }

    private Statement.Measured measured(long stop, Statistics.OfTime figures) {
        return new Statement.Measured(
                figures.measuredNanos(),
                pulse == null ? 0 : pulse.time().betweenNanos(),
                figures.receiveNanos(),
                figures.sendNanos(),
                figures.acceptNanos(),
                figures.otherNanos(),
                pulse == null ? 0 : pulse.time().crossingNanos(),
                pulse == null ? new long[0] : handlers(stop));
    }

    /** With the callback that the loop is in. */
    private long[] handlers(long stop) {
        long[] nanos = pulse.time().handlerNanos();
        long present = pulse.time().lapNanos(stop);
        if (present == 0) {
            return nanos;
        }
        int handler = pulse.present();
        long[] all = Arrays.copyOf(nanos, Math.max(nanos.length, handler + 1));
        all[handler] += present;
        return all;
    }

    /** What it said so long ago, as nearly as is known; null before the loop was turned for the first time. */
    public synchronized Statement ago(long nanos) {
        long wanted = System.nanoTime() - nanos;
        Statement nearest = null;
        for (Statement one : kept) {
            if (nearest == null || Math.abs(one.atNanos() - wanted) <= Math.abs(nearest.atNanos() - wanted)) {
                nearest = one;
            }
        }
        return nearest;
    }

    private void keep(Statement statement) {
        kept.addLast(statement);
        if (kept.size() > SECONDS_MAX + 1) {
            kept.removeFirst();
        }
    }

    // ---- The watchdog's thread

    /** Time has passed, of which the JVM stood still for so long. Makes nothing in the heap, but once a second. */
    void look(long pausedNanos) {
        Statement before;
        Statement now;
        synchronized (this) {
            if (!runs) {
                return;
            }
            long at = System.nanoTime();
            see(at, pausedNanos);
            before = kept.getLast();
            if (at - before.atNanos() < SECOND) {
                return;
            }
            now = now();
            keep(now);
        }
        eachSecond.accept(before, now);
    }

    private void see(long at, long pausedNanos) {
        long ran = ranNanos + at - beganNanos;
        long slept = statistics.sleptNanos(at);
        long java = pulse == null ? 0 : javaNanos() + pulse.time().presentNanos(at);
        if (pausedNanos > 0) {
            stand(pausedNanos, ran - ranThen, slept - sleptThen, java - javaThen);
        }
        ranThen = ran;
        sleptThen = slept;
        javaThen = java;
    }

    /** While the JVM stood still the loop was at one thing: that which took longest since the last look. */
    private void stand(long pausedNanos, long ran, long slept, long java) {
        long elsewhere = ran - slept - java;
        long longest = Math.max(elsewhere, Math.max(slept, java));
        long nanos = Math.min(pausedNanos, longest);
        if (longest == slept) {
            stoodWhileSleeping += nanos;
        } else if (longest == java) {
            stoodInJava += nanos;
        } else {
            stoodElsewhere += nanos;
        }
    }
}
