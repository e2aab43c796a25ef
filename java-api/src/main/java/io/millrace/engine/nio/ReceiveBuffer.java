package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.nio.ByteBuffer;

/**
 * Where a loop receives: one segment that many connections fill in turn, so that many small messages share a segment and
 * an idle connection holds none.
 *
 * <pre>
 *   [ held by events, chains ... | fill → room ]
 * </pre>
 */
final class ReceiveBuffer {
    /** Less room than this is not worth a system call: a new segment is taken. */
    static final int LEAST_ROOM = 4096;

    private final Pool pool;
    private Segment segment;
    private int fill;

    ReceiveBuffer(Pool pool) {
        this.pool = pool;
    }

    /** Makes room for at least so many bytes; false when the pool has none. */
    boolean reserve(int bytes) {
        if (segment != null && segment.hasSoleHolder()) {
            fill = 0; // nobody needs what was received
        }
        if (segment != null && segment.size - fill >= bytes) {
            return true;
        }
        release();
        segment = pool.take(Math.max(bytes, Records.SEGMENT_BYTES));
        return segment != null;
    }

    ByteBuffer room() {
        return segment.bytes(fill, roomBytes());
    }

    int roomBytes() {
        return segment.size - fill;
    }

    /** Turns so many bytes of the room into a piece. */
    Piece take(int bytes) {
        Piece piece = new Piece(segment.hold(), fill, bytes);
        fill += bytes;
        return piece;
    }

    /** Copies a piece into the room, and makes it a piece of this. */
    Piece takeCopy(Piece piece) {
        segment.copyFrom(piece.segment, piece.offset, fill, piece.length);
        return take(piece.length);
    }

    /** Whether the piece is the last thing taken, so that what comes next lies right behind it. */
    boolean isLast(Piece piece) {
        return piece.segment == segment && piece.offset + piece.length == fill;
    }

    /** So many bytes more belong to the piece taken last. */
    void lengthenLast(int bytes) {
        fill += bytes;
    }

    void release() {
        if (segment != null) {
            segment.release();
        }
        segment = null;
        fill = 0;
    }
}
