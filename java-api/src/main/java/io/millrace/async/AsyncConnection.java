package io.millrace.async;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.LoopFuture;
import io.millrace.Protocol;
import io.millrace.ProtocolFactory;
import io.millrace.Transport;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A connection that is read and written by futures instead of callbacks.
 *
 * <pre>{@code
 * final class EchoByFutures {
 *     static void echo(AsyncConnection peer) {
 *         peer.read().thenAccept(bytes -> {
 *             if (bytes.isEmpty()) {
 *                 peer.close();
 *             } else {
 *                 peer.write(bytes).thenRun(() -> echo(peer));
 *             }
 *         });
 *     }
 * }
 * }</pre>
 *
 * <p><b>Bytes.</b> What a read answers is the reader's: a copy in the heap that lasts, with nothing to release. There is one
 * copy where the read waits for the bytes, and another where they had to wait for a read. <b>Reads</b> are one at a time. One
 * that fails, is cancelled or timed out ({@code orTimeout}) has taken nothing: the bytes are there for the next. It is the
 * read's own future that is to be cancelled: one that depends on it does not pass that on, and the read goes on waiting.
 *
 * <p><b>Limits.</b> Bytes that nobody reads are kept up to {@link #INPUT_BYTES_MAX}, and what the last receive brought
 * beyond; then the peer waits until half of them are read. A future of {@code write} says when to go on writing; whoever does
 * not heed it meets {@link io.millrace.Limits#unsentBytesMax}.
 *
 * <p><b>Ends.</b> The peer's end does not end the connection, as {@link Transport#halfClose} is on: reads tell of it, and
 * {@link #close} is for the user to call. When the connection is lost, what was received can still be read; then, and for all
 * that waits, futures fail with a {@link io.millrace.ConnectionEndedException}. After {@code close} they fail with a
 * {@link java.nio.channels.ClosedChannelException}.
 *
 * <p><b>Threads.</b> Every method works from any thread. What depends on a future runs on the loop's thread, or within the
 * call that adds it if the future is complete by then; so it must not wait. A read or write that need not wait answers a
 * complete future, but now and then one that the loop completes soon: so chains that call themselves do not fill the stack.
 */
public final class AsyncConnection implements AutoCloseable {
    /** So many bytes wait for a reader at most, and what was received together with the last of them: 64 KiB. */
    public static final int INPUT_BYTES_MAX = 64 << 10;

    private static final int JOINED_BYTES_MAX = 128;

    private final Transport transport;
    private final Inbox inbox;
    private final Outbox outbox;
    private final CompletableFuture<Ending> ended = new LoopFuture<>();

    AsyncConnection(Transport transport) {
        this.transport = transport;
        Turns turns = new Turns(transport);
        inbox = new Inbox(transport, turns);
        outbox = new Outbox(transport, turns);
    }

    /**
     * Has each connection of a listener handled by {@code handler}, which is called on the loop's thread and must not wait. If
     * it throws, the connection is aborted.
     *
     * <pre>{@code
     * endpoint.listen(loop, AsyncConnection.each(peer -> peer.write("hello\n").thenRun(peer::close)));
     * }</pre>
     */
    public static ProtocolFactory each(Consumer<AsyncConnection> handler) {
        Objects.requireNonNull(handler, "handler");
        return peer -> new AsyncProtocol(handler);
    }

    /**
     * Opens a connection; see {@link Endpoint#connect(EventLoop, ProtocolFactory, Duration)}. A future that is cancelled or
     * timed out leaves no connection behind.
     */
    public static CompletableFuture<AsyncConnection> connect(Endpoint endpoint, EventLoop loop, Duration timeout) {
        CompletableFuture<Protocol> made = endpoint.connect(loop, each(connection -> {}), timeout);
        CompletableFuture<AsyncConnection> answer = made.thenApply(protocol -> ((AsyncProtocol) protocol).connection());
        answer.whenComplete((connection, failed) -> {
            if (failed != null && !made.cancel(false)) {
                made.thenAccept(protocol -> protocol.transport().abort()); // it was made, and nobody has it
            }
        });
        return answer;
    }

    // ---- Reading

    /** As {@link #read(int)}, with all that there is, up to {@link #INPUT_BYTES_MAX}. */
    public CompletableFuture<Slice> read() {
        return read(INPUT_BYTES_MAX);
    }

    /**
     * Reads what there is, and waits only if there is nothing.
     *
     * @param bytesMax 1 or more
     * @return 1 to {@code bytesMax} bytes, or none at the peer's end
     * @throws IllegalStateException if another read is under way
     */
    public CompletableFuture<Slice> read(int bytesMax) {
        return inbox.read(new Read.Some(inbox, atLeastOne(bytesMax)));
    }

    /**
     * Reads what there is into {@code into}, and moves its position; waits only if there is nothing. Until the future is
     * complete, the memory is the read's.
     *
     * @return how many bytes, 0 only if there is no room; -1 at the peer's end
     * @throws IllegalArgumentException if it is read-only
     * @throws IllegalStateException if another read is under way
     */
    public CompletableFuture<Integer> read(ByteBuffer into) {
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer to read into");
        }
        return inbox.read(new Read.Into(inbox, into));
    }

    /**
     * Reads exactly so many bytes, also more than {@link #INPUT_BYTES_MAX}: memory grows with what is received, not with
     * what is asked for. At the peer's end fails with an {@link java.io.EOFException}; what there is can still be read.
     *
     * @param count 0 or more
     * @throws IllegalStateException if another read is under way
     */
    public CompletableFuture<Slice> readExactly(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a read of " + count + " bytes");
        }
        return inbox.read(new Read.Exactly(inbox, count));
    }

    /**
     * Reads the bytes before a delimiter, and takes the delimiter away. Fails with a {@link java.net.ProtocolException} if
     * there are more than {@code bytesMax} without one, and at the peer's end with an {@link java.io.EOFException}; then the
     * bytes are still there to be read. What was searched is not searched again.
     *
     * <pre>{@code
     * static final Mark NEWLINE = Mark.of((byte) '\n');
     *
     * connection.readUntil(NEWLINE, 16 << 10).thenAccept(line -> log(line));
     * }</pre>
     *
     * @param bytesMax the longest piece, delimiter not counted; 1 or more
     * @throws IllegalStateException if another read is under way
     */
    public CompletableFuture<Slice> readUntil(Mark delimiter, int bytesMax) {
        Objects.requireNonNull(delimiter, "delimiter");
        return inbox.read(new Read.Until(inbox, delimiter, atLeastOne(bytesMax)));
    }

    private static int atLeastOne(int bytesMax) {
        if (bytesMax < 1) {
            throw new IllegalArgumentException("a read of up to " + bytesMax + " bytes, but it must be 1 or more");
        }
        return bytesMax;
    }

    /** How many bytes can be read without waiting. */
    public int available() {
        return inbox.available();
    }

    // ---- Writing

    /**
     * Writes a copy of {@code bytes}, behind all that was written before; from any number of threads, each call in one piece.
     *
     * @return completes when more may be written: at once, unless more than {@link io.millrace.Limits#highWaterBytes} are
     *     unsent by then, otherwise when they are down to {@link io.millrace.Limits#lowWaterBytes}. With water marks of 0
     *     that is when the kernel has all of them. When the peer's TCP has them {@link Transport#delivered} tells
     */
    public CompletableFuture<Void> write(Slice bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return outbox.write(to -> to.write(bytes), passed -> appendCopy(passed, bytes));
    }

    /** Writes a copy; see {@link #write(Slice)}. */
    public CompletableFuture<Void> write(byte[] bytes) {
        return write(bytes, 0, bytes.length);
    }

    /**
     * Writes a copy of {@code length} bytes from {@code offset} on; see {@link #write(Slice)}.
     *
     * @throws IndexOutOfBoundsException if they are not all within the array
     */
    public CompletableFuture<Void> write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return outbox.write(
                to -> to.write(bytes, offset, length),
                passed -> appendCopy(passed, Slice.of(bytes, offset, offset + length)));
    }

    /** Writes a copy of what remains in {@code bytes}, and leaves its position; see {@link #write(Slice)}. */
    public CompletableFuture<Void> write(ByteBuffer bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return outbox.write(to -> to.write(bytes), passed -> appendCopy(passed, Slice.of(bytes)));
    }

    /** Writes {@code text} as UTF-8; see {@link #write(Slice)}. */
    public CompletableFuture<Void> write(CharSequence text) {
        Objects.requireNonNull(text, "text");
        return outbox.write(to -> to.write(text), passed -> passed.append(text));
    }

    /**
     * Takes all bytes of {@code bytes} and writes them without copying here: do not change memory that was linked. Otherwise
     * as {@link #write(Slice)}.
     */
    public CompletableFuture<Void> write(Buffer bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return outbox.write(to -> to.write(bytes), passed -> passed.append(bytes));
    }

    private static void appendCopy(Buffer passed, Slice bytes) {
        if (bytes.length() <= JOINED_BYTES_MAX) {
            passed.append(bytes.toByteArray()); // behind others: a piece of its own costs more than to copy it again
        } else {
            passed.append(bytes.copy());
        }
    }

    /** Completes when more may be written, as the future of a {@link #write(Slice)} does. */
    public CompletableFuture<Void> writable() {
        return outbox.writable();
    }

    // ---- Ending

    /** Ends our half behind everything written: the peer reads to an end. Its own half goes on. */
    public void finish() {
        outbox.finish();
    }

    /**
     * Ends the connection behind everything written. Nothing more is read: what waits for bytes fails with an
     * {@link java.nio.channels.AsynchronousCloseException}. Closing twice does nothing.
     */
    @Override
    public void close() {
        inbox.close();
        outbox.close();
    }

    /** Ends the connection at once, with a reset; what is unsent is dropped. */
    public void abort() {
        inbox.close();
        outbox.abort();
        transport.abort();
    }

    /** Completes when the connection is gone, after what waits for it has been told. */
    public CompletableFuture<Ending> ended() {
        return ended.copy();
    }

    /**
     * The connection below: for its limits, options, addresses, statistics and ending. What is read or written there passes by
     * the futures here.
     */
    public Transport transport() {
        return transport;
    }

    @Override
    public String toString() {
        return transport.toString();
    }

    // ---- What its protocol tells it

    void received(Slice data) {
        inbox.received(data);
    }

    void peerFinished() {
        inbox.finished();
    }

    void drained() {
        outbox.drained();
    }

    void lost(Ending ending) {
        inbox.lost(ending);
        outbox.lost(ending);
        ended.complete(ending);
    }
}
