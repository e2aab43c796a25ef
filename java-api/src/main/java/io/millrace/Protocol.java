package io.millrace;

import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;

/**
 * What happens on one connection. Each connection has a protocol object of its own, made by a {@link ProtocolFactory}.
 *
 * <p><b>Thread.</b> All callbacks come on the thread of the connection's {@link EventLoop}, one at a time, and should
 * return within microseconds: while one runs, the loop's other connections wait. <b>Order.</b> {@code connectionMade},
 * then any number of the others, then {@code connectionLost} exactly once. <b>Errors.</b> What a callback throws is
 * logged, the connection is aborted (its ending says {@link Reason#LOCAL_ABORT}), and the loop goes on.
 *
 * <pre>{@code
 * final class Greeter extends Protocol {
 *     public void connectionMade() {
 *         transport().write("hello\n");
 *         transport().close();
 *     }
 * }
 * }</pre>
 */
public abstract class Protocol {
    private Transport transport;

    /** For subclasses. */
    protected Protocol() {}

    /**
     * The connection. Its writing methods work from any thread.
     *
     * @throws IllegalStateException before {@link #connectionMade}
     */
    public final Transport transport() {
        if (transport == null) {
            throw new IllegalStateException("there is no transport before connectionMade()");
        }
        return transport;
    }

    /** The connection is open: accepted, or connected. */
    public void connectionMade() {}

    /**
     * Bytes have come. How many there are at once says nothing about how the peer wrote them.
     *
     * @param data valid until this turn of the loop ends; {@link Slice#retain} or {@link Slice#copy} keeps it
     */
    public void dataReceived(Slice data) {}

    /**
     * Bytes have come into the memory that {@link Transport#receiveInto} supplied: the last {@code count} that are written
     * there.
     *
     * @param region which is the protocol's: what it wrote there is for it to read and to clear
     */
    public void receivedInto(Region region, int count) {}

    /**
     * A connection that was handed over is back: its part in the stream came to an end, or {@link Transport#takeBack}
     * was asked. Bytes that the data loop had received and not used follow in {@link #dataReceived}.
     */
    public void returned(StreamResult result) {}

    /** The connection was crowded, and what is unsent is down to the low-water mark; see {@link Limits}. Write more. */
    public void drained() {}

    /**
     * Something that was asked of the connection could not be done, though the connection lives. By default it is aborted.
     *
     * <p>After a hand-over that was refused the connection is at home and can be written to; its unread bytes come as
     * usual, in lockstep the next line. The code says why:
     *
     * <ul>
     *   <li>{@link MillraceException#BUSY}: the feed has a source already;
     *   <li>{@link MillraceException#WRONG_STATE} or {@link MillraceException#STALE}: the feed has ended, lately or so long
     *       ago that it is forgotten;
     *   <li>{@link MillraceException#NO_MEMORY} or {@link MillraceException#FULL}: there is no room for it.
     * </ul>
     */
    public void refused(MillraceException why) {
        transport().abort();
    }

    /**
     * The peer sends no more, and may go on receiving. Comes only after {@link Transport#halfClose}; otherwise the peer's end
     * closes the connection, once what is unsent is sent.
     */
    public void peerFinished() {}

    /** After {@link Transport#finish}: all bytes and our end are with the kernel. */
    public void finished() {}

    /** The connection is gone, and nothing more will be called. The ending says who ended it and why. */
    public void connectionLost(Ending ending) {}

    /** It belongs to a connection now, and only to that one. */
    final void attach(Transport made) {
        if (transport != null) {
            throw new IllegalStateException("a protocol object serves one connection; the factory must make a new one");
        }
        transport = made;
    }

    /** A protocol whose input is framed says so here, before {@link #connectionMade}, and after {@link Transport#receiveSlices}. */
    void begin() {}

    /** @throws IllegalStateException if what the connection receives is not its own */
    void requireInput() {}

    /** Frames have come. */
    void framesReceived(Frames frames) {
        throw new IllegalStateException("nobody has asked for frames");
    }

    /** Its native protocol says something. */
    void messageReceived(int kind, long number, Slice bytes) {}

    /** A frame is not as it may be. */
    void frameRefused(FrameFault fault) {
        transport().abort();
    }
}
