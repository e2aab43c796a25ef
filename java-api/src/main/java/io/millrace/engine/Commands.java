package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes the records of what Java wants, in the order in which the next turn applies them.
 *
 * <pre>
 *   0           count             COMMANDS_MAX
 *   ├─ waiting ──┤─ free ─────────────┤
 * </pre>
 *
 * <p>A write that continues the one before it, in the same segment and to the same connection, makes that one longer
 * instead.
 */
public final class Commands {
    private static final int NOTHING = -1;
    private static final int UNIX = 1; // the family of an address, as the others are 4 and 6

    private ByteBuffer block;
    private Runnable makeRoom;
    private int count;

    // The last record, if it is a write that another may continue.
    private long lastTarget;
    private int lastSegment = NOTHING;
    private int lastEnd;

    private long writtenBytes;

    /** {@code makeRoom} has all waiting records applied. */
    Commands(Memory memory, long loop, Runnable makeRoom) {
        this.block = memory.shared(Codes.BLOCK_COMMANDS, loop);
        this.makeRoom = makeRoom;
    }

    /**
     * The loop is about to end, and its block may be another loop's soon: what is still written from here on (by tasks that
     * were left over) goes into memory that nobody reads.
     */
    void close() {
        block = ByteBuffer.allocate(Records.COMMANDS_MAX * Records.COMMAND_BYTES)
                .order(ByteOrder.nativeOrder());
        makeRoom = this::take;
        take();
    }

    /** How many records wait; they count as taken. */
    int take() {
        int taken = count;
        count = 0;
        lastSegment = NOTHING;
        return taken;
    }

    /** The index of the last record, which counts as taken. */
    int takeLast() {
        return --count;
    }

    int kind(int command) {
        return block.getShort(command * Records.COMMAND_BYTES + Records.COMMAND_KIND);
    }

    long handle(int command) {
        return block.getLong(command * Records.COMMAND_BYTES + Records.COMMAND_HANDLE);
    }

    /** Bytes of a segment for a connection, or for a feed. */
    public void write(long target, int segment, int offset, int length) {
        if (segment == lastSegment && target == lastTarget && offset == lastEnd) {
            int at = (count - 1) * Records.COMMAND_BYTES + Records.COMMAND_LENGTH;
            block.putInt(at, block.getInt(at) + length);
        } else {
            piece(isFeed(target) ? Codes.CMD_FEED_WRITE : Codes.CMD_WRITE, 0, 0, target, segment, offset, length);
            lastTarget = target;
            lastSegment = segment;
        }
        lastEnd = offset + length;
        writtenBytes += length;
    }

    /** How many bytes were written so far, to all targets together. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** Flush, then FIN; of a listener: accepts no more. */
    public void close(long handle) {
        plain(Codes.CMD_CLOSE, 0, 0, handle);
    }

    /** Lets a listener accept so many more; the first time that this is said, so many. */
    public void accept(long listener, long connections) {
        numbers(Codes.CMD_ACCEPT, 0, 0, listener, connections, 0, 0, 0);
    }

    /** Has a listener give another loop its share of what it accepts. */
    public void spread(long listener, long loop) {
        numbers(Codes.CMD_SPREAD, 0, 0, listener, loop, 0, 0, 0);
    }

    /** Sends bytes of a segment as one datagram. */
    void sendTo(long datagrams, int segment, int offset, int length, RawAddress to) {
        int at = begin(Codes.CMD_SEND_TO, to.family(), to.address().getPort(), datagrams);
        place(at, segment, offset, length);
        put(at, to.first(), to.second(), 0, to.zone());
        end();
    }

    /** Ends a connection at once. */
    public void abort(long connection) {
        plain(Codes.CMD_ABORT, 0, 0, connection);
    }

    /** Flush, then FIN; input goes on. */
    public void finish(long connection) {
        plain(Codes.CMD_FINISH, 0, 0, connection);
    }

    /** Has it told by that number when the peer's TCP has acknowledged all that is written before this. */
    public void delivery(long connection, long number) {
        numbers(Codes.CMD_DELIVERY, 0, 0, connection, number, 0, 0, 0);
    }

    /** Sends a connection to another control loop. */
    public void move(long connection, long loop) {
        numbers(Codes.CMD_MOVE, 0, 0, connection, loop, 0, 0, 0);
    }

    /** Receives no more for a while. */
    public void pauseReading(long connection) {
        plain(Codes.CMD_PAUSE_READING, 0, 0, connection);
    }

    /** Receives again. */
    public void resumeReading(long connection) {
        plain(Codes.CMD_RESUME_READING, 0, 0, connection);
    }

    /** Frames the input; the numbers are those of the seam. */
    public void frame(long connection, FrameKind kind, int flags, int frameBytesMax, long a, long b, long c) {
        numbers(Codes.CMD_FRAMING, kind.number | flags, frameBytesMax, connection, a, b, c, 0);
    }

    /** Puts bytes of a segment back in front of the input, after {@code used} frames of a batch. */
    void putBack(long connection, int segment, int offset, int length, int used) {
        piece(Codes.CMD_PUT_BACK, 0, used, connection, segment, offset, length);
    }

    /** Asks for the number of a protocol in a shared library, whose path is in a segment. */
    void load(int segment, int offset, int length) {
        piece(Codes.CMD_LOAD, 0, 0, 0, segment, offset, length);
    }

    /** Gives the input of a connection to a protocol that was loaded. */
    public void fuse(long connection, int protocol) {
        numbers(Codes.CMD_FUSE, 0, 0, connection, protocol, 0, 0, 0);
    }

    /** Gives it back to Java. */
    public void defuse(long connection) {
        numbers(Codes.CMD_FUSE, 0, 0, connection, Codes.FUSED_NONE, 0, 0, 0);
    }

    /** A message for a connection's own protocol; its bytes, if there are any, are in a segment. */
    void message(long connection, int kind, long number, int segment, int offset, int length) {
        int at = begin(Codes.CMD_MESSAGE, 0, kind, connection);
        place(at, segment, offset, length);
        put(at, number, 0, 0, 0);
        end();
    }

    /** As {@link #close}, for what is wrong at an offset of the input. */
    public void closeForProtocolError(long connection, long offset) {
        numbers(Codes.CMD_CLOSE, 1, 0, connection, offset, 0, 0, 0);
    }

    /** Frames the input no more. */
    public void frameRaw(long connection) {
        plain(Codes.CMD_FRAMING, Codes.FRAMING_RAW, 0, connection);
    }

    /** Has input told as readable, and left where it is until {@link EngineLoop#receive} fetches it. */
    public void frameSupplied(long connection) {
        plain(Codes.CMD_FRAMING, Codes.FRAMING_SUPPLIED, 0, connection);
    }

    /** In lockstep: lets the next frame come. */
    public void next(long connection) {
        plain(Codes.CMD_NEXT, 0, 0, connection);
    }

    /** Ends the connection for idleness after so many nanoseconds; 0: never. */
    public void deadline(long connection, long nanos) {
        numbers(Codes.CMD_DEADLINE, 0, 0, connection, nanos, 0, 0, 0);
    }

    /** Sets something of a connection. */
    public void set(long connection, Setting setting, long value) {
        numbers(Codes.CMD_SET, 0, setting.number, connection, value, 0, 0, 0);
    }

    /** Sends a connection to a feed's data loop; the numbers are those of the seam. */
    public void handOver(long connection, int role, long feed, int body, long bodyBytes, long receiveBytesMax) {
        numbers(Codes.CMD_HAND_OVER, role, body, connection, feed, bodyBytes, receiveBytesMax, 0);
    }

    /** Asks for a connection back. */
    public void takeBack(long connection) {
        plain(Codes.CMD_TAKE_BACK, 0, 0, connection);
    }

    /** Ends a feed; {@code now}: its subscribers too, at once. */
    public void closeFeed(long feed, boolean now) {
        plain(Codes.CMD_FEED_CLOSE, now ? 1 : 0, 0, feed);
    }

    /** Has the data loop publish a line with the time at an interval. */
    public void clock(long feed, long intervalNanos) {
        numbers(Codes.CMD_FEED_CLOCK, 0, 0, feed, intervalNanos, 0, 0, 0);
    }

    void segment(int kind, int segment) {
        piece(kind, 0, 0, 0, segment, 0, 0);
    }

    // ---- Questions: to be followed by EngineLoop.ask at once

    /** Asks for a listener's handle. */
    public void listen(InetSocketAddress address, int backlog) {
        address(Codes.CMD_LISTEN, backlog, address, 0);
    }

    /** Asks for the handle of a connection that is being made. */
    public void connect(InetSocketAddress address, long timeoutNanos) {
        address(Codes.CMD_CONNECT, 0, address, timeoutNanos);
    }

    /** Asks that the next connection goes out from an address. */
    void from(InetSocketAddress address) {
        address(Codes.CMD_FROM, 0, address, 0);
    }

    /** Asks for a listener's handle; the path of its UNIX socket is in a segment. */
    public void listen(int segment, int offset, int length, int backlog) {
        piece(Codes.CMD_LISTEN, UNIX, backlog, 0, segment, offset, length);
    }

    /** Asks for the handle of a connection that is being made to a UNIX socket, whose path is in a segment. */
    public void connect(int segment, int offset, int length, long timeoutNanos) {
        int at = begin(Codes.CMD_CONNECT, UNIX, 0, 0);
        place(at, segment, offset, length);
        put(at, 0, 0, timeoutNanos, 0);
        end();
    }

    /** Asks for the handle of a socket for datagrams. */
    public void datagrams(InetSocketAddress address, int datagramBytesMax) {
        address(Codes.CMD_DATAGRAMS, datagramBytesMax, address, 0);
    }

    /** Asks which port a listener is bound to. */
    public void port(long listener) {
        plain(Codes.CMD_PORT, 0, 0, listener);
    }

    /** Asks what something of a connection is set to. */
    public void get(long connection, Setting setting) {
        plain(Codes.CMD_GET, 0, setting.number, connection);
    }

    /** Asks for the address of a connection here; the answer is its family, and in {@link #answer} the rest. */
    public void localAddress(long connection) {
        plain(Codes.CMD_ADDRESS, 0, Codes.END_LOCAL, connection);
    }

    /** Asks for the address of a connection's peer, in the same way. */
    public void peerAddress(long connection) {
        plain(Codes.CMD_ADDRESS, 0, Codes.END_PEER, connection);
    }

    /** Asks what TCP knows of a connection, for {@link #answer}. */
    public void tcpInfo(long connection) {
        plain(Codes.CMD_TCP_INFO, 0, 0, connection);
    }

    /** What the record of the last question says, which has just been answered. */
    public Answer answer() {
        int at = count * Records.COMMAND_BYTES;
        return new Answer(
                block.getInt(at + Records.COMMAND_SEGMENT),
                block.getInt(at + Records.COMMAND_OFFSET),
                block.getInt(at + Records.COMMAND_LENGTH),
                block.getInt(at + Records.COMMAND_RESERVED),
                block.getLong(at + Records.COMMAND_A),
                block.getLong(at + Records.COMMAND_B),
                block.getLong(at + Records.COMMAND_C),
                block.getLong(at + Records.COMMAND_D));
    }

    /** Asks for a segment to write into. */
    void lend(int bytes) {
        piece(Codes.CMD_LEND, 0, 0, 0, 0, 0, bytes);
    }

    /** Asks for the handle of a new feed. */
    public void openFeed(
            long dataLoop, int slow, long behindBytesMax, long stallNanos, long lingerNanos, long home, int history) {
        int at = begin(Codes.CMD_FEED_OPEN, slow, 0, dataLoop);
        place(at, 0, 0, history);
        put(at, behindBytesMax, stallNanos, lingerNanos, home);
        end();
    }

    private void address(int kind, int arg, InetSocketAddress address, long timeoutNanos) {
        RawAddress raw = RawAddress.of(address);
        int at = begin(kind, raw.family(), arg, 0);
        place(at, 0, 0, address.getPort());
        put(at, raw.first(), raw.second(), timeoutNanos, raw.zone());
        end();
    }

    // ---- The record itself. It counts only when it is complete: if the stack ends half-way, it was never written.

    private void plain(int kind, int flags, int arg, long handle) {
        begin(kind, flags, arg, handle);
        end();
    }

    private void numbers(int kind, int flags, int arg, long handle, long a, long b, long c, long d) {
        put(begin(kind, flags, arg, handle), a, b, c, d);
        end();
    }

    private void piece(int kind, int flags, int arg, long handle, int segment, int offset, int length) {
        place(begin(kind, flags, arg, handle), segment, offset, length);
        end();
    }

    private int begin(int kind, int flags, int arg, long handle) {
        if (count == Records.COMMANDS_MAX) {
            makeRoom.run();
        }
        int at = count * Records.COMMAND_BYTES;
        block.putShort(at + Records.COMMAND_KIND, (short) kind);
        block.putShort(at + Records.COMMAND_FLAGS, (short) flags);
        block.putInt(at + Records.COMMAND_ARG, arg);
        block.putLong(at + Records.COMMAND_HANDLE, handle);
        return at;
    }

    private void place(int at, int segment, int offset, int length) {
        block.putInt(at + Records.COMMAND_SEGMENT, segment);
        block.putInt(at + Records.COMMAND_OFFSET, offset);
        block.putInt(at + Records.COMMAND_LENGTH, length);
    }

    private void put(int at, long a, long b, long c, long d) {
        block.putLong(at + Records.COMMAND_A, a);
        block.putLong(at + Records.COMMAND_B, b);
        block.putLong(at + Records.COMMAND_C, c);
        block.putLong(at + Records.COMMAND_D, d);
    }

    private void end() {
        lastSegment = NOTHING;
        count++;
    }

    private static boolean isFeed(long handle) {
        return ((int) handle >>> 28) == Codes.HANDLE_FEED;
    }
}
