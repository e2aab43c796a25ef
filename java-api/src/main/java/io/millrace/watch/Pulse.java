package io.millrace.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What others can see of a loop while it turns: which callback it is in, and whose that is.
 *
 * <pre>
 *   loop         beat ─── callback 7 ─── beat ─── callback 8 ──────────────────────────────── rest
 *   watchdog             ▲ 7                     ▲ 8          ▲ 8          ▲ 8: a stall
 * </pre>
 *
 * <p>A beat is one plain store, without a look at the clock: it is the watchdog that keeps the time.
 */
public final class Pulse {
    private static final long RESTING = 0;
    private static final int HANDLER_BITS = Integer.numberOfTrailingZeros(Handlers.COUNT_MAX);
    private static final VarHandle CALLBACK;

    static {
        try {
            CALLBACK = MethodHandles.lookup().findVarHandle(Pulse.class, "callback", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String loop;
    private final JavaTime time;
    private volatile Thread thread;
    private volatile long limitNanos;

    // Written by the loop's thread alone.
    private long callbacks;
    private long callback; // its number, and in the lowest bits whose it is
    private long callbacksBefore; // the present turn
    private LongTurnEvent turn;

    // The watchdog's.
    private long seen;
    private long heldNanos;
    private boolean reported;

    // By the watchdog, for the loop: a callback that it has seen twice.
    private volatile long held;

    /**
     * @param loop the name that reports call it by
     * @param limitNanos how long a callback may last without being reported; 0: for ever
     * @param time what the callbacks' time is told to
     */
    public Pulse(String loop, long limitNanos, JavaTime time) {
        this.loop = loop;
        this.limitNanos = limitNanos;
        this.time = time;
    }

    /** The name that reports call it by. */
    public String loop() {
        return loop;
    }

    /** Any thread; see the constructor. */
    public void limit(long nanos) {
        limitNanos = nanos;
    }

    long limitNanos() {
        return limitNanos;
    }

    // ---- The loop's thread

    /** This thread turns the loop from now on; null: nobody. */
    public void turnedBy(Thread owner) {
        thread = owner;
        CALLBACK.setOpaque(this, RESTING);
        time.begin();
    }

    /** A callback of that one of the {@link Handlers} begins. */
    public void beat(int handler) {
        CALLBACK.setOpaque(this, ++callbacks << HANDLER_BITS | handler);
        time.lap(handler);
    }

    /** The wait is over, and a turn's callbacks come. */
    public void beginTurn() {
        callbacksBefore = callbacks;
        time.enter();
        turn = FlightRecording.IS_PRESENT ? LongTurnEvent.begun() : null;
    }

    /** No callback is left: the loop goes on to wait. */
    public void endTurn(int events, int timers, int tasks) {
        CALLBACK.setOpaque(this, RESTING);
        if (turn != null) {
            turn.ended(loop, events, timers, tasks);
            turn = null;
        }
        long seenTwice = held;
        time.leave(seenTwice >>> HANDLER_BITS > callbacksBefore ? handlerOf(seenTwice) : -1);
    }

    private static int handlerOf(long beat) {
        return (int) beat & Handlers.COUNT_MAX - 1;
    }

    // ---- The watchdog's thread

    /** Time has passed; answers the thread of the loop when it is to be reported, once for each callback, else null. */
    Thread look(long passedNanos) {
        long now = (long) CALLBACK.getOpaque(this);
        if (now == RESTING || now != seen) {
            seen = now;
            heldNanos = 0;
            reported = false;
            return null;
        }
        heldNanos += passedNanos;
        held = now;
        long limit = limitNanos;
        if (reported || limit == 0 || heldNanos < limit) {
            return null;
        }
        reported = true;
        return thread;
    }

    /** Whether it is still in the callback that was last looked at. */
    boolean isHeld() {
        return (long) CALLBACK.getOpaque(this) == seen;
    }

    /** Whose callback the loop is in; {@link Handlers#LOOP} if it is in none. Any thread. */
    int present() {
        return handlerOf((long) CALLBACK.getOpaque(this));
    }

    JavaTime time() {
        return time;
    }

    /** For how long that callback has lasted, at least. */
    long heldNanos() {
        return heldNanos;
    }
}
