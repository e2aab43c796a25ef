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

    boolean isContinuedBy(Piece next) {
        return next.segment == segment && next.offset == offset + length;
    }

    void release() {
        segment.release();
    }
}
