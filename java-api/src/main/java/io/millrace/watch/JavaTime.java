package io.millrace.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Java's part of a control loop's turns, as the loop's thread measures it.
 *
 * <pre>
 *   ── native ──┬─ find ─┬─ callback ─┬─ find ─┬─ callback ─┬── native ──
 *             enter     lap          lap      lap         leave
 * </pre>
 *
 * <p>Each turn looks at the clock when Java's part begins and when it ends, so that is known whole. Each callback is timed in
 * those turns only that are measured natively too. The loop's thread writes, any reads: each number by itself.
 */
public final class JavaTime {
    /** A crossing that takes longer has waited for the JVM, which stood still. */
    private static final long CROSSING_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1);

    private static final VarHandle NANOS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle WHOLE;
    private static final VarHandle SINCE;
    private static final VarHandle LAP;
    private static final VarHandle CROSSING;
    private static final VarHandle BETWEEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WHOLE = lookup.findVarHandle(JavaTime.class, "wholeNanos", long.class);
            SINCE = lookup.findVarHandle(JavaTime.class, "since", long.class);
            LAP = lookup.findVarHandle(JavaTime.class, "lapBegan", long.class);
            CROSSING = lookup.findVarHandle(JavaTime.class, "crossingNanos", long.class);
            BETWEEN = lookup.findVarHandle(JavaTime.class, "betweenNanos", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final LongSupplier clock;
    private final LongSupplier turnClock;
    private final LongSupplier betweenClock;
    private boolean measures;
    private int handler = Handlers.LOOP;
    private long left; // when native code was last entered
    private long betweenBefore; // what that clock has said last

    private long wholeNanos;
    private long since; // when the present part began; 0: native code has the turn
    private long lapBegan; // when the present callback began, if that is measured, or else as `since`
    private long crossingNanos;
    private long betweenNanos; // in native code that callbacks called
    private volatile long[] handlerNanos = new long[8]; // by handler; replaced when it must grow

    /**
     * @param clock {@link System#nanoTime}, but for tests
     * @param turnClock for how long native code had the present turn, as it says; 0: it did not measure that
     * @param betweenClock for how long it was called by callbacks so far, in turns that it did measure
     */
    public JavaTime(LongSupplier clock, LongSupplier turnClock, LongSupplier betweenClock) {
        this.clock = clock;
        this.turnClock = turnClock;
        this.betweenClock = betweenClock;
    }

    // ---- The loop's thread

    /** The loop begins to turn. */
    void begin() {
        left = clock.getAsLong();
    }

    /** Native code has returned. */
    void enter() {
        long now = clock.getAsLong();
        long inside = turnClock.getAsLong();
        measures = inside != 0;
        if (measures) {
            long crossing = now - left - inside;
            if (crossing > 0 && crossing < CROSSING_NANOS_MAX) {
                CROSSING.setOpaque(this, crossingNanos + crossing);
            }
            handler = Handlers.LOOP;
            betweenBefore = betweenClock.getAsLong();
        }
        LAP.setOpaque(this, now);
        SINCE.setOpaque(this, now == 0 ? 1 : now);
    }

    /** A callback of another one begins. */
    void lap(int next) {
        if (measures) {
            lap(next, clock.getAsLong());
        }
    }

    private void lap(int next, long now) {
        long between = betweenClock.getAsLong() - betweenBefore;
        betweenBefore += between;
        BETWEEN.setOpaque(this, betweenNanos + between);
        charge(handler, now - lapBegan - between);
        LAP.setOpaque(this, now);
        handler = next;
    }

    /**
     * Native code has its turn.
     *
     * @param held whose callback was seen from outside to hold the loop since {@link #enter}; negative: nobody's
     */
    void leave(int held) {
        long now = clock.getAsLong();
        long nanos = Math.max(0, now - since);
        if (measures) {
            lap(Handlers.LOOP, now);
        } else if (held >= 0) {
            charge(held, nanos);
        }
        WHOLE.setOpaque(this, wholeNanos + nanos);
        SINCE.setOpaque(this, 0);
        left = now;
    }

    private void charge(int whose, long nanos) {
        long[] all = handlerNanos;
        if (whose >= all.length) {
            all = Arrays.copyOf(all, Integer.highestOneBit(whose) * 2);
            handlerNanos = all;
        }
        NANOS.setOpaque(all, whose, all[whose] + nanos);
    }

    // ---- Any thread

    /** All of Java's parts that are over. */
    long wholeNanos() {
        return (long) WHOLE.getOpaque(this);
    }

    /** For how long the present one has lasted; 0: native code has the turn. */
    long presentNanos(long now) {
        long began = (long) SINCE.getOpaque(this);
        return began == 0 ? 0 : Math.max(0, now - began);
    }

    /** For how long the present callback has lasted, as far as nobody was charged with it; 0 outside of Java's part. */
    long lapNanos(long now) {
        return presentNanos(now) == 0 ? 0 : Math.max(0, now - (long) LAP.getOpaque(this));
    }

    /** Of turns that are measured: between leaving Java and arriving in native code, and back. */
    long crossingNanos() {
        return (long) CROSSING.getOpaque(this);
    }

    /** Of turns that are measured: in native code that callbacks called. */
    long betweenNanos() {
        return (long) BETWEEN.getOpaque(this);
    }

    /** Of turns that are measured, and of callbacks that held the loop: whose they were. */
    long[] handlerNanos() {
        long[] all = handlerNanos;
        long[] copy = new long[all.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (long) NANOS.getOpaque(all, i);
        }
        return copy;
    }
}
