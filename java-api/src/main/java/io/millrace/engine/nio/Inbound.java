package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.nio.ByteBuffer;

/**
 * What a connection has received and nobody has consumed: always contiguous, so that a frame never lies in two places.
 *
 * <pre>
 *   shared receive segment  [ ... | unread | room → ]      next receive goes right behind, if nobody came between
 *   or moved                [ unread | room → ]
 * </pre>
 *
 * <p>An unfinished tail is moved once into the shared segment; if its frame is still not complete, into one of its own
 * that grows with what has come, so that copying stays linear however slowly a frame arrives. Where its length is known, that
 * is exactly as long as soon as a sixteenth of it is there.
 */
final class Inbound {
    /** {@link #receive} found the pool at its ceiling. */
    static final int NO_ROOM = -1_000_000;

    private static final int SHARED_TAIL_BYTES_MAX = 8192;

    private Piece unread; // null when there is nothing
    private boolean own; // the room behind it is its own
    private boolean moved; // it has been moved since its frame began

    boolean isEmpty() {
        return unread == null;
    }

    Piece unread() {
        return unread;
    }

    int bytes() {
        return unread == null ? 0 : unread.length;
    }

    /**
     * Receives once behind what is unread, whose first frame takes {@code wanted} bytes, or 0 if that is not known. Bytes, 0 at
     * the peer's end, {@code -errno}, or {@link #NO_ROOM}.
     */
    int receive(NioLoop loop, Wire wire, int wanted) {
        if (!makeRoom(loop, wanted)) {
            return NO_ROOM;
        }
        return own ? receiveOwn(loop, wire) : receiveShared(loop, wire);
    }

    private int receiveShared(NioLoop loop, Wire wire) {
        ReceiveBuffer shared = loop.received();
        int received = wire.receive(loop, shared.room());
        if (received > 0) {
            if (unread == null) {
                unread = shared.take(received);
            } else {
                shared.lengthenLast(received);
                unread.length += received;
            }
        }
        return received;
    }

    private int receiveOwn(NioLoop loop, Wire wire) {
        int received = wire.receive(loop, unread.segment.bytes(unread.offset + unread.length, ownRoom()));
        if (received > 0) {
            unread.length += received;
        }
        return received;
    }

    /** Consumes from the front: a frame was complete. */
    void drop(int count) {
        if (count > 0) {
            unread.drop(count);
            moved = false;
            if (unread.length == 0) {
                clear();
            }
        }
    }

    /** Copies from the front into memory of somebody else's, as much as has room there. */
    int copyTo(NioLoop loop, ByteBuffer into) {
        int count = Math.min(into.remaining(), unread.length);
        into.put(unread.segment.bytes(unread.offset, count));
        loop.counters().add(Records.LOOP_COUNTERS_BYTES_COPIED_TAILS, count);
        drop(count);
        return count;
    }

    /** Takes everything out. */
    Piece take() {
        Piece piece = unread;
        unread = null;
        own = moved = false;
        return piece;
    }

    /** Puts back what a consumer did not want; only when nothing is unread. */
    void putBack(Piece piece) {
        if (piece.length == 0) {
            piece.release();
        } else {
            unread = piece;
        }
    }

    /** The same, also when something is unread behind it. False: there is no memory for both. */
    boolean putInFront(NioLoop loop, Piece piece) {
        if (unread == null || piece.length == 0) {
            putBack(piece);
            return true;
        }
        if (piece.isContinuedBy(unread)) {
            piece.grow(unread);
            unread = piece;
            return true;
        }
        int together = piece.length + unread.length;
        Segment segment =
                together > Records.SEGMENT_BYTES_MAX ? null : loop.pool().take(together);
        if (segment == null) {
            piece.release();
            return false;
        }
        segment.copyFrom(piece.segment, piece.offset, 0, piece.length);
        segment.copyFrom(unread.segment, unread.offset, piece.length, unread.length);
        loop.counters().add(Records.LOOP_COUNTERS_BYTES_COPIED_TAILS, piece.length);
        piece.release();
        moveTo(loop, new Piece(segment, 0, together));
        own = true;
        return true;
    }

    void clear() {
        Piece piece = take();
        if (piece != null) {
            piece.release();
        }
    }

    private int ownRoom() {
        return unread.segment.size - unread.offset - unread.length;
    }

    private boolean makeRoom(NioLoop loop, int wanted) {
        ReceiveBuffer shared = loop.received();
        if (unread == null) {
            return shared.reserve(ReceiveBuffer.LEAST_ROOM);
        }
        if (own ? ownRoom() > 0 : shared.isLast(unread) && shared.roomBytes() > 0) {
            return true;
        }
        return moved || unread.length > SHARED_TAIL_BYTES_MAX ? moveToOwn(loop, wanted) : moveToShared(loop);
    }

    private boolean moveToShared(NioLoop loop) {
        ReceiveBuffer shared = loop.received();
        if (!shared.reserve(unread.length + ReceiveBuffer.LEAST_ROOM)) {
            return false;
        }
        moveTo(loop, shared.takeCopy(unread));
        own = false;
        return true;
    }

    /** {@code wanted} is more than there is, or 0. */
    private int grown(int wanted) {
        boolean isNear = wanted > unread.length && wanted / 16 <= unread.length;
        return isNear ? wanted : Math.min(unread.length * 2, Records.SEGMENT_BYTES_MAX);
    }

    private boolean moveToOwn(NioLoop loop, int wanted) {
        Segment segment =
                unread.length >= Records.SEGMENT_BYTES_MAX ? null : loop.pool().take(grown(wanted));
        if (segment == null) {
            return false;
        }
        segment.copyFrom(unread.segment, unread.offset, 0, unread.length);
        moveTo(loop, new Piece(segment, 0, unread.length));
        own = true;
        return true;
    }

    private void moveTo(NioLoop loop, Piece copy) {
        loop.counters().add(Records.LOOP_COUNTERS_BYTES_COPIED_TAILS, unread.length);
        unread.release();
        unread = copy;
        moved = true;
    }
}
