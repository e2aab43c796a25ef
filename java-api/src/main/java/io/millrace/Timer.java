package io.millrace;

/** Something that a loop will do later; see {@link EventLoop#later}. */
public final class Timer {
    Timer() {}

    /** Prevents it from running; O(log n) in the loop's pending timers. From any thread; does nothing if it has run. */
    public void cancel() {
        throw new UnsupportedOperationException();
    }

    /** Whether it is still to run. From any thread. */
    public boolean isPending() {
        throw new UnsupportedOperationException();
    }
}
