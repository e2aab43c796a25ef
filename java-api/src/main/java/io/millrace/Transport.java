package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.stream.Role;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * One open connection, as its {@link Protocol} sees it.
 *
 * <p><b>Thread.</b> Every method works from any thread. On the loop's own thread it acts at once; from another thread it
 * is passed to the loop (a {@code write} copies its bytes first), and what one thread asks is done in the order in which
 * it asked. <b>After the end.</b> The peer can go at any moment, so nothing here throws because it has: once the
 * connection is closed, aborted, lost, or its loop is closed, these methods do nothing and bytes written are dropped.
 * {@link Protocol#connectionLost} says what happened and how many bytes went out.
 *
 * <p><b>Cost.</b> Writing a received slice back copies nothing. All that is written in one turn leaves in one system
 * call.
 */
public final class Transport {
    Transport() {}

    /**
     * Sends bytes, after those written before. On the loop's thread a received slice of this loop is referred to, not
     * copied, and may be released at once; anything else is copied before this returns.
     *
     * @throws IllegalStateException if the slice's time is over, or the connection is handed over
     * @throws MillraceException with {@link MillraceException#NO_MEMORY} if the pool's ceiling is reached
     */
    public void write(Slice bytes) {
        throw new UnsupportedOperationException();
    }

    /** Sends a copy of {@code bytes}; see {@link #write(Slice)}. */
    public void write(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** Sends a copy of what remains in {@code bytes}, and leaves its position where it was; see {@link #write(Slice)}. */
    public void write(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    /** Sends {@code text} as UTF-8; see {@link #write(Slice)}. */
    public void write(CharSequence text) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the connection after everything written is sent. Nothing more is received or can be written. A connection that
     * was handed over is ended where it is.
     */
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Ends the connection at once, with a reset; what is unsent is dropped. Also when it is handed over. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /** Receives no more until {@link #resumeReading}; bytes that this turn has already received still come. */
    public void pauseReading() {
        throw new UnsupportedOperationException();
    }

    /** Receives again. */
    public void resumeReading() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the connection with {@link Reason#IDLE} after {@code timeout}, unless another deadline is set before. It counts
     * from now, whatever is received, on a native clock; set it once and a peer that sends a byte at a time gains nothing.
     *
     * @param timeout {@link Duration#ZERO} for no deadline any more
     */
    public void deadline(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives the connection to the data loop of the role's feed, with its unsent and its unread bytes. From then on its
     * bytes do not pass through Java. It ends there, or returns if the role says so ({@link Role#thenReturn}).
     *
     * <p>Bytes that {@link Protocol#dataReceived} was already given are not unread. To hand over at an exact place in the
     * input, use a {@link LineProtocol} in lockstep.
     *
     * @throws IllegalStateException if it is handed over already
     */
    public void handOver(Role role) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks for a connection back that was handed over. {@link Protocol#returned} tells when it is here, followed by the
     * bytes that are unread. If it ends first, {@link Protocol#connectionLost} comes instead. Does nothing at home.
     */
    public void takeBack() {
        throw new UnsupportedOperationException();
    }

    /** The address of the other side. */
    public InetSocketAddress peer() {
        throw new UnsupportedOperationException();
    }

    /** The loop that the connection's protocol runs on. */
    public EventLoop loop() {
        throw new UnsupportedOperationException();
    }

    /** Whether bytes can be written: not closed, aborted or lost, and not handed over. */
    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Whether it is on a data loop, or on its way there or back. */
    public boolean isHandedOver() {
        throw new UnsupportedOperationException();
    }

    /** Its figures at this moment; read from shared memory, without asking any loop. */
    public ConnectionStats stats() {
        throw new UnsupportedOperationException();
    }

    /** How it ended; empty as long as it has not. */
    public Optional<Ending> ending() {
        throw new UnsupportedOperationException();
    }
}
