package io.millrace.engine.nio;

import io.millrace.jni.Records;

/**
 * Where small pieces are copied behind each other, so that those which wait for long do not each hold a segment that they
 * fill by a few bytes.
 */
final class Gatherer {
    private static final int SMALL_PIECE_BYTES = 4096;

    private final NioLoop loop;
    private Segment segment;
    private int used;

    Gatherer(NioLoop loop) {
        this.loop = loop;
    }

    /** Moves a small piece here; a larger one, and any at the pool's ceiling, stays where it is. */
    Piece gather(Piece piece) {
        if (piece.length >= SMALL_PIECE_BYTES || !makeRoom(piece.length)) {
            return piece;
        }
        segment.copyFrom(piece.segment, piece.offset, used, piece.length);
        loop.counters().add(Records.LOOP_COUNTERS_BYTES_COPIED_FRAMING, piece.length);
        Piece gathered = new Piece(segment.hold(), used, piece.length);
        used += piece.length;
        piece.release();
        return gathered;
    }

    private boolean makeRoom(int bytes) {
        if (segment != null && bytes <= segment.size - used) {
            return true;
        }
        release();
        segment = loop.pool().take(Records.SEGMENT_BYTES);
        return segment != null;
    }

    /** Once nobody needs what was gathered. */
    void releaseUnused() {
        if (segment != null && segment.hasSoleHolder()) {
            release();
        }
    }

    void release() {
        if (segment != null) {
            segment.release();
        }
        segment = null;
        used = 0;
    }
}
