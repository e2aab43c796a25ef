package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.util.concurrent.TimeUnit;

/**
 * Where a loop's time goes. Each turn looks at the clock twice, before its wait and after it, so waiting is always known
 * whole. What happens between two waits is measured in some turns only, which {@link TurnSampler} takes.
 *
 * <pre>
 *   ── Java ──┬─ commands, mail, flush ─┬──── wait ────┬─ mail, input, timers ─┬── Java ──
 *           begin                   beginWait       endWait                   end
 *             └ measured ───────────────┘              └ measured ─────────────┘
 * </pre>
 *
 * <p>A turn lasts until the next begins: calls that are made in callbacks are timed with it. On the loop's thread only.
 */
final class TimeAccount {
    /** A wait shorter than this has not slept: going to sleep and waking takes longer. */
    private static final long SLEEP_NANOS_MIN = TimeUnit.MICROSECONDS.toNanos(5);

    private final Counters counters;
    private final TurnSampler sampler;
    private boolean measures;
    private long readings; // in this turn, for measuring alone
    private long began;
    private long waitBegan;
    private long waitEnded;
    private boolean hasWaited;
    private long waitedNanos; // in this turn

    TimeAccount(Counters counters, int seed) {
        this.counters = counters;
        sampler = new TurnSampler(seed);
    }

    void begin() {
        measures = sampler.take();
        readings = 0;
        waitedNanos = 0;
        if (measures) {
            began = readClock();
        }
    }

    /** It has brought so many results, each of which will be measured with two looks at the clock. */
    void end(int results) {
        long turnNanos = measures ? Math.max(1, readClock() - began) : 0;
        counters.set(Records.LOOP_COUNTERS_TURN_NANOS, turnNanos);
        if (measures) {
            counters.add(Records.LOOP_COUNTERS_MEASURED_NANOS, turnNanos - waitedNanos);
            sampler.paid(readings + 2L * results);
        }
    }

    /** The clock's time comes from the loop, which needs it anyway. */
    void beginWait(long now, boolean sleeps) {
        if (hasWaited) {
            sampler.worked(now - waitEnded);
        }
        waitBegan = now;
        // Zero says that it does not wait.
        counters.set(Records.LOOP_COUNTERS_WAITING_SINCE, sleeps ? now | 1 : 0);
    }

    void endWait(long now, boolean slept) {
        hasWaited = true;
        waitEnded = now;
        waitedNanos = now - waitBegan;
        counters.set(Records.LOOP_COUNTERS_WAITING_SINCE, 0);
        counters.add(Records.LOOP_COUNTERS_WAIT_NANOS, waitedNanos);
        if (!slept || waitedNanos < SLEEP_NANOS_MIN) {
            counters.add(Records.LOOP_COUNTERS_POLL_NANOS, waitedNanos);
        } else if (counters.get(Records.LOOP_COUNTERS_BLOCKED) > 0) {
            counters.add(Records.LOOP_COUNTERS_BLOCKED_NANOS, waitedNanos);
        }
    }

    /** A system call begins, of which so many are counted there. Answers what {@link #endCall} wants to know. */
    long beginCall(int count) {
        counters.increment(count);
        return measures ? readClock() : 0;
    }

    /** It is over; its time is added there if the turn is measured. */
    void endCall(int nanos, long callBegan) {
        if (measures) {
            counters.add(nanos, readClock() - callBegan);
        }
    }

    private long readClock() {
        readings++;
        return System.nanoTime();
    }
}
