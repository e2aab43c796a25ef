package io.millrace;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that a loop will do later; see {@link EventLoop#later}.
 *
 * <pre>{@code
 * Timer timer = loop.later(Duration.ofSeconds(5), transport::abort);
 * timer.cancel();
 * }</pre>
 */
public final class Timer {
    private static final int PENDING = 0;
    private static final int RUN = 1;
    private static final int CANCELLED = 2;

    private final EventLoop loop;
    private final Runnable task;
    private final AtomicInteger state = new AtomicInteger(PENDING);

    // Of the heap that it is in, and the loop's thread.
    final long dueNanos;
    long sequence;
    int place = TimerHeap.NOWHERE;

    Timer(EventLoop loop, long dueNanos, Runnable task) {
        this.loop = loop;
        this.dueNanos = dueNanos;
        this.task = task;
    }

    /** Prevents it from running; O(log n) in the loop's pending timers. From any thread; does nothing if it has run. */
    public void cancel() {
        if (state.compareAndSet(PENDING, CANCELLED)) {
            loop.forget(this);
        }
    }

    /** Whether it is still to run. From any thread. */
    public boolean isPending() {
        return state.get() == PENDING;
    }

    /** Runs its task, unless it was cancelled. */
    void run() {
        if (state.compareAndSet(PENDING, RUN)) {
            task.run();
        }
    }
}
