package io.millrace.columns;

import io.millrace.engine.Block;

/** The Java twin of {@code native/src/columns/cursor.hpp}: the places of special bytes, one after the other. */
final class Cursor {
    private final boolean[] isStop = new boolean[256];
    private Block block;
    private int base; // where in the block the first byte is
    private int length;
    private int from; // where the next one is looked for

    Cursor(int[] stops) {
        for (int stop : stops) {
            isStop[stop] = true;
        }
    }

    /** Begins anew, in so many bytes of a block. */
    void start(Block bytes, int offset, int end) {
        block = bytes;
        base = offset;
        length = end;
    }

    /** Forgets them. */
    void stop() {
        block = null;
    }

    /** The bytes, and where among them those of this cursor begin. */
    Block block() {
        return block;
    }

    int base() {
        return base;
    }

    int length() {
        return length;
    }

    int byteAt(int place) {
        return block.byteAt(base + place) & 0xff;
    }

    /** The next place is the first one that is not before this. */
    void seek(int place) {
        from = place;
    }

    /** The next place, or the end of the bytes. */
    int take() {
        int place = from;
        while (place < length && !isStop[byteAt(place)]) {
            place++;
        }
        from = place + 1;
        return Math.min(place, length);
    }
}
