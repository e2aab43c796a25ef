package io.millrace.engine.nio;

import java.nio.ByteBuffer;

/** Some bytes of a segment, which it holds once: whoever has the piece releases it, or passes it on. */
final class Piece {
    final Segment segment;
    int offset; // in the segment
    int length;

    Piece(Segment segment, int offset, int length) {
        this.segment = segment;
        this.offset = offset;
        this.length = length;
    }

    ByteBuffer bytes() {
        return segment.bytes(offset, length);
    }

    void drop(int count) {
        offset += count;
        length -= count;
    }

    /** Some of it from the front, held once more. */
    Piece first(int count) {
        return new Piece(segment.hold(), offset, count);
    }

    /** Takes a piece that goes on where this one ends. */
    void grow(Piece next) {
        length += next.length;
        next.release();
    }

    boolean isContinuedBy(Piece next) {
        return next.segment == segment && next.offset == offset + length;
    }

    void release() {
        segment.release();
    }
}
