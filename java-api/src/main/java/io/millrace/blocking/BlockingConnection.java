package io.millrace.blocking;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.ProtocolFactory;
import io.millrace.Transport;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * A connection that is read and written by calls that wait: for any thread but a loop's, a virtual one for each connection for
 * example. Only the calling thread waits, parked in Java; the loop goes on with the others.
 *
 * <pre>{@code
 * endpoint.listen(loop, BlockingConnection.each(executor, peer -> {
 *     for (Slice bytes = peer.read(); !bytes.isEmpty(); bytes = peer.read()) {
 *         peer.write(bytes);
 *     }
 * }));
 * }</pre>
 *
 * <p><b>Time-outs.</b> No call waits longer than {@link #timeout}, 30 seconds at first: then it throws a
 * {@link java.net.SocketTimeoutException}, and has read or written nothing, so that it can be made again. So it is when the
 * thread is interrupted: an {@link java.io.InterruptedIOException}, and the thread stays interrupted.
 *
 * <p><b>Ends.</b> Another thread's {@link #close} makes what waits here throw an
 * {@link java.nio.channels.AsynchronousCloseException}, and later calls a {@link java.nio.channels.ClosedChannelException}.
 * When the connection is lost, what was received can still be read; then it is a {@link java.net.SocketException} with a
 * {@link io.millrace.ConnectionEndedException} as its cause.
 *
 * <p><b>Limits.</b> What nobody reads is kept up to {@link AsyncConnection#INPUT_BYTES_MAX}; then the peer waits. A write
 * waits while more than {@link io.millrace.Limits#highWaterBytes} are unsent.
 *
 * <p><b>Threads.</b> One may read while others write, each of whose calls goes out in one piece. Two reads at once, and any
 * wait on a loop's thread, are an {@link IllegalStateException}. Bytes are the reader's own; see {@link AsyncConnection}.
 */
public final class BlockingConnection implements Closeable {
    private static final int PIECE_BYTES = 64 << 10;

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Handler {
        /** Returns when it is done with the connection, which is closed then. */
        void handle(BlockingConnection connection) throws Exception;
    }

    private final AsyncConnection connection;
    private final ReentrantLock writer = new ReentrantLock();
    private volatile Duration timeout = Waiting.TIMEOUT;

    private BlockingConnection(AsyncConnection connection) {
        this.connection = connection;
    }

    /** The same connection; reads and writes of both sorts can be mixed. */
    public static BlockingConnection of(AsyncConnection connection) {
        return new BlockingConnection(Objects.requireNonNull(connection, "connection"));
    }

    /**
     * Has each connection of a listener handled by a task on {@code executor}, which should have a thread for each, as
     * {@code Executors.newVirtualThreadPerTaskExecutor()} has. When the handler returns, the connection is closed. If it
     * throws, or the executor rejects the task, it is aborted; the exception is logged, an {@link IOException}, which is the
     * peer's doing, as DEBUG.
     */
    public static ProtocolFactory each(Executor executor, Handler handler) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(handler, "handler");
        return AsyncConnection.each(connection -> executor.execute(new Task(of(connection), handler)));
    }

    /** As {@link #connect(Endpoint, EventLoop, Duration)}, for at most 30 seconds. */
    public static BlockingConnection connect(Endpoint endpoint, EventLoop loop) throws IOException {
        return connect(endpoint, loop, Waiting.TIMEOUT);
    }

    /**
     * Opens a connection, and waits for it; see {@link Endpoint#connect(EventLoop, ProtocolFactory, Duration)}.
     *
     * <pre>{@code
     * try (BlockingConnection server = BlockingConnection.connect(endpoint, loop)) {
     *     server.write("hello\r\n");
     *     log(server.readUntil(Mark.CRLF, 1024));
     * }
     * }</pre>
     *
     * @throws java.net.SocketException if it cannot be made, with the reason as its cause
     */
    public static BlockingConnection connect(Endpoint endpoint, EventLoop loop, Duration timeout) throws IOException {
        Duration longest = Waiting.checked(timeout);
        return of(Waiting.await(() -> AsyncConnection.connect(endpoint, loop, longest), longest));
    }

    /** The longest that a call waits. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Sets the longest that calls wait which begin after this.
     *
     * @throws IllegalArgumentException unless it is more than zero
     */
    public void timeout(Duration longest) {
        timeout = Waiting.checked(longest);
    }

    // ---- Reading

    /** Reads what there is, up to {@link AsyncConnection#INPUT_BYTES_MAX}, at least a byte; no bytes at the peer's end. */
    public Slice read() throws IOException {
        return await(connection::read);
    }

    /** As {@link #read()}, and at most so many bytes, 1 or more. */
    public Slice read(int bytesMax) throws IOException {
        return await(() -> connection.read(bytesMax));
    }

    /**
     * Reads what there is into {@code into}, and moves its position.
     *
     * @return how many bytes, 0 only if there is no room; -1 at the peer's end
     */
    public int read(ByteBuffer into) throws IOException {
        return await(() -> connection.read(into));
    }

    /**
     * Reads exactly so many bytes.
     *
     * @throws java.io.EOFException if the peer finished before; what there is can still be read
     */
    public Slice readExactly(int count) throws IOException {
        return await(() -> connection.readExactly(count));
    }

    /**
     * Reads the bytes before a delimiter, and takes the delimiter away.
     *
     * @param bytesMax the longest piece, delimiter not counted; 1 or more
     * @throws java.net.ProtocolException if there is no delimiter within so many; the bytes can still be read
     * @throws java.io.EOFException if the peer finished before; what there is can still be read
     */
    public Slice readUntil(Mark delimiter, int bytesMax) throws IOException {
        return await(() -> connection.readUntil(delimiter, bytesMax));
    }

    // ---- Writing

    /**
     * Writes a copy of the bytes behind all that was written before, at most 64 KiB at a time, each when there is room. If it
     * is cut short, {@link java.io.InterruptedIOException#bytesTransferred} says how many were written; up to 64 KiB are
     * written whole or not at all.
     */
    public void write(Slice bytes) throws IOException {
        Objects.requireNonNull(bytes, "bytes");
        writing(bytes.length(), from -> {
            int to = Math.min(bytes.length(), from + PIECE_BYTES);
            connection.write(bytes.slice(from, to));
            return to;
        });
    }

    /** Writes a copy; see {@link #write(Slice)}. */
    public void write(byte[] bytes) throws IOException {
        write(Slice.of(bytes));
    }

    /**
     * Writes a copy of {@code length} bytes from {@code offset} on; see {@link #write(Slice)}.
     *
     * @throws IndexOutOfBoundsException if they are not all within the array
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        write(Slice.of(bytes, offset, offset + length));
    }

    /** Writes a copy of what remains in {@code bytes}, and leaves its position; see {@link #write(Slice)}. */
    public void write(ByteBuffer bytes) throws IOException {
        write(Slice.of(bytes));
    }

    /** Writes {@code text} as UTF-8; see {@link #write(Slice)}. */
    public void write(CharSequence text) throws IOException {
        write(Slice.of(text));
    }

    /**
     * Takes all bytes of {@code bytes} and writes them without copying here: do not change memory that was linked. If it is
     * cut short, what was not written is still in it. Otherwise as {@link #write(Slice)}.
     */
    public void write(Buffer bytes) throws IOException {
        int length = bytes.length();
        writing(length, from -> {
            int count = Math.min(length - from, PIECE_BYTES);
            connection.write(bytes.takeBuffer(count));
            return from + count;
        });
    }

    /** Writes piece by piece, each of which says where the next one begins, and nobody else writes meanwhile. */
    private void writing(int length, IntUnaryOperator piece) throws IOException {
        Duration longest = timeout;
        int written = 0;
        try {
            Waiting.await(writer, longest);
            try {
                while (written < length) {
                    Waiting.await(connection::writable, longest);
                    written = piece.applyAsInt(written);
                }
            } finally {
                writer.unlock();
            }
        } catch (InterruptedIOException cut) {
            cut.bytesTransferred = written;
            throw cut;
        }
    }

    // ---- Views for the JDK

    /**
     * A stream of what is read, without copying more. To close it closes the connection, as with a socket.
     */
    public InputStream inputStream() {
        return new ConnectionInput(this);
    }

    /** A stream of what is written; nothing waits in it to be flushed. To close it closes the connection. */
    public OutputStream outputStream() {
        return new ConnectionOutput(this);
    }

    /**
     * A channel over both. As with the JDK's channels, a thread that is interrupted while it waits here, or before, aborts the
     * connection, and gets a {@link java.nio.channels.ClosedByInterruptException}.
     */
    public ByteChannel channel() {
        return new ConnectionChannel(this);
    }

    // ---- Ending

    /** Ends our half behind everything written: the peer reads to an end. Its own half goes on. */
    public void finish() {
        connection.finish();
    }

    /** Ends the connection behind everything written, and does not wait for that. Closing twice does nothing. */
    @Override
    public void close() {
        connection.close();
    }

    /** Ends the connection at once, with a reset; what is unsent is dropped. */
    public void abort() {
        connection.abort();
    }

    /** The same connection, by futures. */
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

    private <T> T await(Supplier<CompletableFuture<T>> asked) throws IOException {
        return Waiting.await(asked, timeout);
    }
}
