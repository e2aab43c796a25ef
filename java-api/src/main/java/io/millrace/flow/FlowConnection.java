package io.millrace.flow;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.ProtocolFactory;
import io.millrace.Transport;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A connection as a {@link Flow.Publisher} of what it receives and a {@link Flow.Subscriber} to what it is to send. Both keep
 * the rules of Reactive Streams; its test kit is run on them.
 *
 * <pre>{@code
 * endpoint.listen(loop, FlowConnection.each(peer -> peer.input().subscribe(peer.output())));   // sends all of it back
 * }</pre>
 *
 * <p><b>Elements</b> are slices that last: copies in the heap, which any thread may keep, with nothing to release.
 * <b>Demand</b> is the only thing that makes the publisher read: without it up to {@link AsyncConnection#INPUT_BYTES_MAX} wait
 * here, and then the peer. The subscriber asks for more while the connection is not crowded, see
 * {@link io.millrace.Limits#highWaterBytes}.
 *
 * <p><b>Ends.</b> The peer's end completes the publisher; the connection stays, to be written to. The end of what the
 * subscriber is given ends our half; when both are over, so is the connection. If it is lost, the publisher fails with a
 * {@link io.millrace.ConnectionEndedException}, and the subscriber cancels its subscription. What goes wrong upstream aborts
 * the connection, so that the peer does not take it for an end.
 *
 * <p><b>Threads.</b> All signals are sent on the loop's thread, so subscribers must not wait in them. All methods work from any
 * thread.
 */
public final class FlowConnection implements AutoCloseable {
    private final AsyncConnection connection;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    private FlowConnection(AsyncConnection connection) {
        this.connection = connection;
    }

    /** The same connection; see {@link #async}. */
    public static FlowConnection of(AsyncConnection connection) {
        return new FlowConnection(Objects.requireNonNull(connection, "connection"));
    }

    /** Has each connection of a listener handled by {@code handler}; see {@link AsyncConnection#each}. */
    public static ProtocolFactory each(Consumer<FlowConnection> handler) {
        Objects.requireNonNull(handler, "handler");
        return AsyncConnection.each(connection -> handler.accept(of(connection)));
    }

    /** Opens a connection; see {@link AsyncConnection#connect}. */
    public static CompletableFuture<FlowConnection> connect(Endpoint endpoint, EventLoop loop, Duration timeout) {
        return AsyncConnection.connect(endpoint, loop, timeout).thenApply(FlowConnection::of);
    }

    /** What is received, in elements of up to {@link AsyncConnection#INPUT_BYTES_MAX} bytes; see {@link #input(int)}. */
    public Flow.Publisher<Slice> input() {
        return input(AsyncConnection.INPUT_BYTES_MAX);
    }

    /**
     * What is received, in elements of 1 to {@code elementBytesMax} bytes. For one subscriber at a time: another fails with an
     * {@link IllegalStateException}. When one cancels, the next goes on where it has stopped.
     *
     * <pre>{@code
     * FlowConnection.of(connection).input(1024).subscribe(subscriber);
     * }</pre>
     */
    public Flow.Publisher<Slice> input(int elementBytesMax) {
        if (elementBytesMax < 1) {
            throw new IllegalArgumentException("elements of up to " + elementBytesMax + " bytes");
        }
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            new Input(connection, elementBytesMax, subscribed, subscriber).begin();
        };
    }

    /**
     * Sends what it is given. For one subscription; another is cancelled. An element may be received bytes, if it is given on
     * the thread of their loop; else it is copied.
     */
    public Flow.Subscriber<Slice> output() {
        return new Output(connection);
    }

    /** Ends the connection behind everything written; the publisher fails. Closing twice does nothing. */
    @Override
    public void close() {
        connection.close();
    }

    /** The same connection, by futures: what is read there is not published, and what is written there goes in between. */
    public AsyncConnection async() {
        return connection;
    }

    /** The connection below; see {@link AsyncConnection#transport}. */
    public Transport transport() {
        return connection.transport();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
