package io.millrace.blocking;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.async.AsyncListener;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Accepts connections by a call that waits. Where a task for each connection will do, {@link BlockingConnection#each} is
 * simpler.
 *
 * <pre>{@code
 * try (BlockingListener listener = BlockingListener.listen(endpoint, loop)) {
 *     try (BlockingConnection first = listener.accept()) {
 *         first.write("you are the first\n");
 *     }
 * }
 * }</pre>
 *
 * <p>For any threads but a loop's; several may wait. Limits are those of {@link AsyncListener}, time-outs and interrupts as
 * with {@link BlockingConnection}.
 */
public final class BlockingListener implements Closeable {
    private final AsyncListener listener;
    private volatile Duration timeout = Waiting.TIMEOUT;

    private BlockingListener(AsyncListener listener) {
        this.listener = listener;
    }

    /** As {@link #listen(Endpoint, EventLoop, Listener.Options)}, with the defaults. */
    public static BlockingListener listen(Endpoint endpoint, EventLoop loop) {
        return listen(endpoint, loop, Listener.Options.DEFAULTS);
    }

    /** Listens; see {@link Endpoint#listen(EventLoop, io.millrace.ProtocolFactory, Listener.Options)}. */
    public static BlockingListener listen(Endpoint endpoint, EventLoop loop, Listener.Options options) {
        return new BlockingListener(AsyncListener.listen(endpoint, loop, options));
    }

    /**
     * Waits for the next connection.
     *
     * @throws java.net.SocketTimeoutException if none came within {@link #timeout}
     * @throws java.nio.channels.ClosedChannelException if the listener is closed, before or meanwhile
     */
    public BlockingConnection accept() throws IOException {
        return BlockingConnection.of(Waiting.await(listener::accept, timeout));
    }

    /** The longest that {@link #accept} waits: 30 seconds at first. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Sets the longest that calls of {@link #accept} wait which begin after this.
     *
     * @throws IllegalArgumentException unless it is more than zero
     */
    public void timeout(Duration longest) {
        timeout = Waiting.checked(longest);
    }

    /** Where it listens, and its figures. */
    public Listener listener() {
        return listener.listener();
    }

    /** Stops accepting, as {@link AsyncListener#close} does. */
    @Override
    public void close() {
        listener.close();
    }

    @Override
    public String toString() {
        return listener.toString();
    }
}
