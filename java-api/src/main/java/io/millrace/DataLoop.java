package io.millrace;

/**
 * A loop on a native thread that never enters the JVM: what is routed there flows on while the JVM stands still.
 *
 * <p>It runs from {@link #open} until {@link #close}. Connections come to it by {@link Transport#handOver}, feeds are
 * opened on it by {@link EventLoop#openFeed}. One data loop carries many feeds; a second one pays when a core is full.
 *
 * <p><b>Thread.</b> All methods work from any thread.
 */
public final class DataLoop implements AutoCloseable {
    private DataLoop() {}

    /**
     * Opens a data loop and starts its thread.
     *
     * @throws MillraceException if the native library cannot be loaded, or all 256 places for loops are taken
     */
    public static DataLoop open() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the loop, its feeds and its connections, which report {@link Reason#LOOP_CLOSED} at home. Waits until its
     * thread is gone, which takes no longer than its present turn. Closing twice does nothing.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        throw new UnsupportedOperationException();
    }

    /** What this loop has done so far. */
    public LoopCounters counters() {
        throw new UnsupportedOperationException();
    }
}
