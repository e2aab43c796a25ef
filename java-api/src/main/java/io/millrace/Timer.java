package io.millrace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * Something that a loop will do later, once or again and again; see {@link EventLoop#later} and {@link EventLoop#every}.
 *
 * <p><b>Thread.</b> Any. On the loop's own thread a method acts at once; what another thread asks, the loop does when it comes
 * to it. <b>Cost.</b> Each method is O(1), however many timers the loop has.
 *
 * <pre>{@code
 * Timer idle = loop.later(Duration.ofSeconds(60), transport::abort);
 * idle.reset(Duration.ofSeconds(60));    // whenever something is received
 * idle.cancel();                         // in connectionLost
 * }</pre>
 */
public abstract class Timer {
    static final int NOWHERE = -1;

    private static final int PENDING = 0;
    private static final int RUNNING = 1; // one that goes on after this run
    private static final int OVER = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Timer.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Timers timers;
    private volatile int state;

    // Of the timers that it is among, and the loop's thread. At most one of list and place says where it is.
    long dueNanos; // among those that are fresh: from the next look at the clock
    long sequence;
    TimerList list;
    Timer next;
    Timer previous;
    int place = NOWHERE;

    Timer(Timers timers) {
        this.timers = timers;
    }

    /**
     * Prevents it from running, or from running again.
     *
     * @return whether it was pending, and so will not run (again); false if it had run or was cancelled before
     */
    public final boolean cancel() {
        if (timers.inLoop()) {
            boolean wasPending = state != OVER;
            STATE.setRelease(this, OVER);
            timers.remove(this);
            return wasPending;
        }
        boolean wasPending = (int) STATE.getAndSet(this, OVER) != OVER;
        if (wasPending) {
            timers.pass(() -> timers.remove(this));
        }
        return wasPending;
    }

    /**
     * Lets it run {@code delay} from now instead, be that earlier or later than before. A periodic timer goes on with its
     * period from there.
     *
     * @param delay zero or more
     * @return whether it was pending; one that has run or was cancelled stays as it is. Another thread is told whether it was
     *     pending when asked: if it comes due before the loop hears of that, it is not moved any more
     */
    public final boolean reset(Duration delay) {
        long nanos = Timers.nanosOf(delay);
        if (!isPending()) {
            return false;
        }
        if (timers.inLoop()) {
            timers.schedule(this, nanos);
            return true;
        }
        long due = Timers.sum(timers.now(), nanos);
        return timers.pass(() -> timers.moveTo(this, due));
    }

    /**
     * Lets it run later by {@code extra} than it would have.
     *
     * @param extra zero or more
     * @return as {@link #reset} does
     */
    public final boolean delay(Duration extra) {
        long nanos = Timers.nanosOf(extra);
        if (!isPending()) {
            return false;
        }
        if (timers.inLoop()) {
            timers.delay(this, nanos);
            return true;
        }
        return timers.pass(() -> timers.delay(this, nanos));
    }

    /**
     * Whether it is still to run: not cancelled, not run (in its own callback it has), and its loop not closed. A periodic timer
     * is pending until it is cancelled.
     */
    public final boolean isPending() {
        return state != OVER && !timers.isClosed();
    }

    /** Runs its task, unless it was cancelled. */
    abstract void run();

    /** Finds the next time that it is due; false if this was the last. */
    abstract boolean advance(long nowNanos);

    /** Whether it was not cancelled; from now on it has run. */
    final boolean finish() {
        return STATE.compareAndSet(this, PENDING, OVER);
    }

    /** Whether it was not cancelled; {@link #end} ends this run. */
    final boolean begin() {
        return STATE.compareAndSet(this, PENDING, RUNNING);
    }

    /** It is pending again, unless it was cancelled meanwhile. */
    final void end() {
        STATE.compareAndSet(this, RUNNING, PENDING);
    }
}
