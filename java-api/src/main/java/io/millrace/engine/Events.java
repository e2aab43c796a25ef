package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Reads the records of what a turn brought, by their index. They stay as they are until the next turn.
 */
public final class Events {
    // The kinds, so that the floors above need not know where they come from.
    public static final int ACCEPTED = Codes.EVENT_ACCEPTED;
    public static final int CONNECTED = Codes.EVENT_CONNECTED;
    public static final int RECEIVED = Codes.EVENT_RECEIVED;
    public static final int FRAMES = Codes.EVENT_FRAMES;
    public static final int DRAINED = Codes.EVENT_DRAINED;
    public static final int ENDED = Codes.EVENT_ENDED;
    public static final int RETURNED = Codes.EVENT_RETURNED;
    public static final int FEED_CHANGED = Codes.EVENT_FEED_CHANGED;
    public static final int TOO_LONG = Codes.EVENT_TOO_LONG;
    public static final int REFUSED = Codes.EVENT_REFUSED;
    public static final int READABLE = Codes.EVENT_READABLE;
    public static final int PEER_FINISHED = Codes.EVENT_PEER_FINISHED;
    public static final int FINISHED = Codes.EVENT_FINISHED;
    public static final int DELIVERED = Codes.EVENT_DELIVERED;
    public static final int MOVED = Codes.EVENT_MOVED;
    public static final int DATAGRAM = Codes.EVENT_DATAGRAM;
    public static final int MALFORMED = Codes.EVENT_MALFORMED;
    public static final int MESSAGE = Codes.EVENT_MESSAGE;

    // What is malformed: the codes of that event, but for the general one.
    public static final int EMPTY = Codes.MALFORMED_EMPTY;
    public static final int NEGATIVE = Codes.MALFORMED_NEGATIVE;

    private final Memory memory;
    private final ByteBuffer block;
    private final ByteBuffer frameEnds;

    Events(Memory memory, long loop) {
        this.memory = memory;
        block = memory.shared(Codes.BLOCK_EVENTS, loop);
        frameEnds = memory.shared(Codes.BLOCK_FRAME_ENDS, loop);
    }

    /** What has happened. */
    public int kind(int event) {
        return block.getShort(event * Records.EVENT_BYTES + Records.EVENT_KIND);
    }

    /** The handle of the object that it happened to. */
    public long handle(int event) {
        return block.getLong(event * Records.EVENT_BYTES + Records.EVENT_HANDLE);
    }

    /** The flags: who, for an ending. */
    public int flags(int event) {
        return block.getShort(event * Records.EVENT_BYTES + Records.EVENT_FLAGS);
    }

    /** The code: a reason, a state or a failure. */
    public int code(int event) {
        return block.getInt(event * Records.EVENT_BYTES + Records.EVENT_CODE);
    }

    /** The segment that the bytes are in. */
    public int segment(int event) {
        return block.getInt(event * Records.EVENT_BYTES + Records.EVENT_SEGMENT);
    }

    /** The memory that the bytes are in. */
    public Block block(int event) {
        return memory.slab(block.getInt(event * Records.EVENT_BYTES + Records.EVENT_SLAB));
    }

    /** Where in it they start. */
    public int offset(int event) {
        return block.getInt(event * Records.EVENT_BYTES + Records.EVENT_OFFSET);
    }

    /** How many bytes there are. */
    public int length(int event) {
        return block.getInt(event * Records.EVENT_BYTES + Records.EVENT_LENGTH);
    }

    /** The first number. */
    public long a(int event) {
        return block.getLong(event * Records.EVENT_BYTES + Records.EVENT_A);
    }

    /** The second number. */
    public long b(int event) {
        return block.getLong(event * Records.EVENT_BYTES + Records.EVENT_B);
    }

    /** The third number. */
    public long c(int event) {
        return block.getLong(event * Records.EVENT_BYTES + Records.EVENT_C);
    }

    /** The fourth number. */
    public long d(int event) {
        return block.getLong(event * Records.EVENT_BYTES + Records.EVENT_D);
    }

    /** An entry of the turn's table of frames: where one starts or ends, counted from the start of the bytes. */
    public int frameEnd(int index) {
        return frameEnds.getInt(index * Integer.BYTES);
    }

    /** The address of the peer that was accepted; that of a UNIX socket is empty. */
    public SocketAddress peer(int event) {
        return RawAddress.read(flags(event), b(event), c(event), length(event), d(event));
    }

    /** Where a datagram came from. */
    InetSocketAddress sender(int event) {
        return RawAddress.internet(flags(event), b(event), c(event), (int) a(event), d(event));
    }

    /** Whether it came from there. */
    boolean isFrom(int event, RawAddress address) {
        return address.is(flags(event), b(event), c(event), (int) a(event), d(event));
    }
}
