package io.millrace.async;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.LoopFuture;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Accepts connections by futures. Where a handler for each connection will do, {@link AsyncConnection#each} is simpler.
 *
 * <pre>{@code
 * try (AsyncListener listener = AsyncListener.listen(endpoint, loop, Listener.Options.DEFAULTS)) {
 *     listener.accept().thenAccept(first -> first.write("you are the first\n").thenRun(first::close)).join();
 * }
 * }</pre>
 *
 * <p>Connections that nobody has accepted yet are among the listener's {@link Listener.Options#connectionsMax}, and receive
 * up to {@link AsyncConnection#INPUT_BYTES_MAX} each. Every method works from any thread; to wait for a future on a loop's
 * thread throws an {@link IllegalStateException}.
 */
public final class AsyncListener implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();

    // One of the two is empty, but for futures that were cancelled.
    private final ArrayDeque<AsyncConnection> ready = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<AsyncConnection>> waiting = new ArrayDeque<>();

    private Listener listener;
    private boolean closed;

    private AsyncListener() {}

    /** Listens; see {@link Endpoint#listen(EventLoop, io.millrace.ProtocolFactory, Listener.Options)}. */
    public static AsyncListener listen(Endpoint endpoint, EventLoop loop, Listener.Options options) {
        AsyncListener made = new AsyncListener();
        made.listener = endpoint.listen(loop, AsyncConnection.each(made::offer), options);
        return made;
    }

    /**
     * The next connection, in the order in which they came; several may wait for one, the first first. After {@link #close}
     * it fails with a {@link ClosedChannelException}.
     */
    public CompletableFuture<AsyncConnection> accept() {
        CompletableFuture<AsyncConnection> future = new LoopFuture<>();
        AsyncConnection next;
        lock.lock();
        try {
            next = ready.poll();
            if (next == null && !closed) {
                waiting.removeIf(CompletableFuture::isDone); // given up
                waiting.add(future);
                return future;
            }
        } finally {
            lock.unlock();
        }
        if (next == null) {
            future.completeExceptionally(new ClosedChannelException());
        } else {
            future.complete(next);
        }
        return future;
    }

    private void offer(AsyncConnection connection) {
        CompletableFuture<AsyncConnection> next = takeWaiting(connection);
        while (next != null && !next.complete(connection)) {
            next = takeWaiting(connection); // that one was given up
        }
    }

    /** Who is to have it; null if it waits here now, or ends. */
    private CompletableFuture<AsyncConnection> takeWaiting(AsyncConnection connection) {
        lock.lock();
        try {
            CompletableFuture<AsyncConnection> next = waiting.poll();
            if (next == null && closed) {
                connection.abort();
            } else if (next == null) {
                ready.removeIf(waits -> waits.transport().ending().isPresent());
                ready.add(connection);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Where it listens, and its figures. */
    public Listener listener() {
        return listener;
    }

    /**
     * Stops accepting. Connections that were not accepted are aborted, and what waits for one fails with an
     * {@link AsynchronousCloseException}. Closing twice does nothing.
     */
    @Override
    public void close() {
        listener.close();
        List<AsyncConnection> left;
        List<CompletableFuture<AsyncConnection>> told;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(ready);
            told = List.copyOf(waiting);
            ready.clear();
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(AsyncConnection::abort);
        told.forEach(future -> future.completeExceptionally(new AsynchronousCloseException()));
    }

    @Override
    public String toString() {
        return listener.toString();
    }
}
