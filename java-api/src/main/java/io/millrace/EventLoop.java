package io.millrace;

import io.millrace.stream.Feed;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * A loop that a Java thread turns: connections whose protocol is in Java, their timers, and tasks from other threads.
 *
 * <p>Each turn crosses into native code once, whatever the load: it sends what was written, waits until something is
 * ready, receives and frames; then the protocols' callbacks run, the timers that are due, and the tasks.
 *
 * <p><b>Thread.</b> Whoever calls {@link #run}, or a daemon thread of the loop's own after {@link #start}. Methods here work from any
 * thread unless they say otherwise. <b>Limits.</b> 256 loops, 65,536 connections and 4,096 feeds in a process.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.open()) {
 *     Endpoint.tcp("127.0.0.1", 7007).listen(loop, peer -> new Echo());
 *     loop.later(Duration.ofMinutes(1), loop::stop);
 *     loop.run();
 * }
 * }</pre>
 */
public final class EventLoop implements Executor, AutoCloseable {
    private EventLoop() {}

    /**
     * Opens a loop. It does nothing until {@link #run} or {@link #start}.
     *
     * @throws MillraceException if the native library cannot be loaded (with cause and cure), or all places are taken
     */
    public static EventLoop open() {
        throw new UnsupportedOperationException();
    }

    /**
     * Turns the loop on the calling thread until {@link #stop} or {@link #close}. A stopped loop may run again, also on
     * another thread.
     *
     * @throws IllegalStateException if it runs already, or is closed
     */
    public void run() {
        throw new UnsupportedOperationException();
    }

    /**
     * Turns the loop on a daemon thread of its own.
     *
     * @throws IllegalStateException if it runs already, or is closed
     */
    public void start() {
        throw new UnsupportedOperationException();
    }

    /** Makes {@link #run} return after the present turn. Connections stay open. Does nothing if the loop does not run. */
    public void stop() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the loop and everything on it: listeners close, connections end with {@link Reason#LOOP_CLOSED} (those that it
     * handed over too), feeds that it opened are closed. Waits for the loop's thread to finish, except when called on a
     * loop's thread: then the loop closes itself after its present turn. Closing twice does nothing.
     */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        throw new UnsupportedOperationException();
    }

    /** Whether the calling thread is the one that turns this loop. */
    public boolean inLoop() {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs a task on the loop's thread, after those that were given before it. From the loop's own thread too: it then
     * runs after the present callback, never within it.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    @Override
    public void execute(Runnable task) {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs a task on the loop's thread after {@code delay}: never earlier, and as much later as the present turn lasts.
     *
     * @param delay zero or more; at most some 290 years
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public Timer later(Duration delay, Runnable task) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens a feed that streams on {@code dataLoop} and reports to this loop. From the loop's own thread, or from any
     * thread outside all loops.
     *
     * @throws MillraceException if all places for feeds are taken
     * @throws IllegalStateException if one of the loops is closed, or when called on another loop's thread
     */
    public Feed openFeed(DataLoop dataLoop, Feed.Options options) {
        throw new UnsupportedOperationException();
    }

    /** What this loop has done so far. */
    public LoopCounters counters() {
        throw new UnsupportedOperationException();
    }
}
