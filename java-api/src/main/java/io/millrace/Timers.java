package io.millrace;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The timers of a loop.
 *
 * <pre>
 *   schedule ──► fresh ──────── settle ────────► far ───── turn ─────► near ──► pollDue
 *                in no order    one look at the  a wheel               a heap, in exact order
 *                               clock for all
 *
 *   due of each that is near &lt; due of each that is far
 * </pre>
 *
 * <p>A delay counts from the loop's next look at its clock, when the present callbacks have returned: so it is never too
 * short, a turn pays for one look however many timers it sets, and what is cancelled in the same turn was never sorted.
 *
 * <p>On the loop's thread only, except where it says any.
 */
final class Timers {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long LATEST = NEVER - 1;
    private static final int MOVES_MAX = 4096; // of one call, so that a million due together cannot hold the sockets

    private final BooleanSupplier inLoop;
    private final Predicate<Runnable> pass;
    private final LongSupplier clock;
    private final long epochNanos;

    private final TimerList fresh = new TimerList();
    private final TimerWheel far = new TimerWheel();
    private final TimerHeap near = new TimerHeap();
    private long scheduled;
    private volatile boolean closed;

    /**
     * @param inLoop whether the calling thread is the loop's
     * @param pass has the loop run a task; answers false when it is closed
     * @param clock nanoseconds from anywhere, which may overflow but not run backwards
     */
    Timers(BooleanSupplier inLoop, Predicate<Runnable> pass, LongSupplier clock) {
        this.inLoop = inLoop;
        this.pass = pass;
        this.clock = clock;
        this.epochNanos = clock.getAsLong();
    }

    // ---- Any thread

    boolean inLoop() {
        return inLoop.getAsBoolean();
    }

    boolean pass(Runnable task) {
        return pass.test(task);
    }

    /** Nanoseconds since the loop was opened. */
    long now() {
        return clock.getAsLong() - epochNanos;
    }

    boolean isClosed() {
        return closed;
    }

    /** Two times of zero or more added; what is too long becomes the latest there is, some 290 years. */
    static long sum(long nanos, long more) {
        long sum = nanos + more;
        return sum < 0 ? LATEST : Math.min(sum, LATEST);
    }

    /** A delay in nanoseconds, the longest there is if it is longer. */
    static long nanosOf(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay);
        }
        return EventLoop.nanos(delay);
    }

    // ---- The loop's thread

    /** From now on none is pending. */
    void close() {
        closed = true;
    }

    /** Adds or moves a timer; it is due {@code delayNanos} from the next {@link #settle}. */
    void schedule(Timer timer, long delayNanos) {
        remove(timer);
        timer.dueNanos = delayNanos;
        timer.sequence = scheduled++;
        fresh.add(timer);
    }

    /** Adds a timer of another thread, which knows when it is due; unless it was cancelled or moved on its way here. */
    void admit(Timer timer) {
        boolean isNowhere = timer.list == null && timer.place == Timer.NOWHERE;
        if (isNowhere && timer.isPending()) {
            place(timer);
        }
    }

    /** Moves a timer; unless it was cancelled before this came here. */
    void moveTo(Timer timer, long dueNanos) {
        remove(timer);
        if (timer.isPending()) {
            timer.dueNanos = dueNanos;
            place(timer);
        }
    }

    /** Lets a timer be due later by that. */
    void delay(Timer timer, long extraNanos) {
        if (timer.list == fresh) {
            timer.dueNanos = sum(timer.dueNanos, extraNanos);
        } else {
            moveTo(timer, sum(timer.dueNanos, extraNanos));
        }
    }

    /** Takes a timer out, wherever it is; does nothing if it is nowhere. */
    void remove(Timer timer) {
        if (timer.list == fresh) {
            fresh.remove(timer);
        } else if (timer.list != null) {
            far.remove(timer);
        } else {
            near.remove(timer);
        }
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return fresh.isEmpty() && near.size() == 0 && far.nextDueNanos() == NEVER;
    }

    /** How long until one may be due; negative if there is none. */
    long waitNanos() {
        if (isEmpty()) {
            return -1;
        }
        long now = now();
        settle(now);
        return Math.max(0, nextDueNanos() - now);
    }

    private long nextDueNanos() {
        return far.isTurning() || near.size() == 0 ? far.nextDueNanos() : near.nextDueNanos();
    }

    /** The clock has been looked at: the delays of those that were scheduled count from now. */
    void settle(long nowNanos) {
        far.advance(nowNanos);
        for (Timer timer = fresh.first; timer != null; timer = fresh.first) {
            fresh.remove(timer);
            timer.dueNanos = sum(nowNanos, timer.dueNanos);
            put(timer);
        }
    }

    /** The next timer that is due, in order; null if there is none now. A periodic one is pending again. */
    Timer pollDue(long nowNanos) {
        while (far.isTurning() || (near.size() == 0 && far.nextDueNanos() <= nowNanos)) {
            if (!far.turn(nowNanos, near, MOVES_MAX)) {
                return null;
            }
        }
        Timer due = near.pollDue(nowNanos);
        if (due != null && due.advance(nowNanos)) {
            place(due);
        }
        return due;
    }

    private void place(Timer timer) {
        timer.sequence = scheduled++;
        put(timer);
    }

    private void put(Timer timer) {
        if (far.isNear(timer.dueNanos)) {
            near.add(timer);
        } else {
            far.add(timer);
        }
    }

    /** For tests: how many timers have been moved from slot to slot. */
    long moved() {
        return far.moved();
    }

    /** For tests: the order above. */
    boolean holdsInvariants() {
        return near.holdsInvariants() && far.holdsInvariants();
    }
}
