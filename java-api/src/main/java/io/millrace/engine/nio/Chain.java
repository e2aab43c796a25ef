package io.millrace.engine.nio;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A queue of pieces: bytes in order, in whatever segments they happen to lie. Each segment is held until its own last byte
 * is dropped.
 *
 * <pre>
 *   [ segment 4: 100..300 ][ segment 9: 0..65536 ][ segment 4: 300..310 ]      bytes = the sum of the lengths
 * </pre>
 */
final class Chain {
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return bytes == 0;
    }

    long bytes() {
        return bytes;
    }

    int pieces() {
        return pieces.size();
    }

    /** Takes a piece, without copying; one that goes on where the last one ends becomes part of it. */
    void append(Piece piece) {
        bytes += piece.length;
        if (piece.length == 0) {
            piece.release();
        } else {
            link(piece);
        }
    }

    /** Whether the piece goes on where the last one ends. */
    boolean isContinuedBy(Piece piece) {
        return !pieces.isEmpty() && pieces.getLast().isContinuedBy(piece);
    }

    private void link(Piece piece) {
        if (isContinuedBy(piece)) {
            pieces.getLast().grow(piece);
        } else {
            pieces.add(piece);
        }
    }

    /** Moves the small pieces together, but for the first, which is on its way out. */
    void gatherSmall(Gatherer gatherer) {
        if (pieces.size() > 1) {
            int others = pieces.size() - 1;
            pieces.add(pieces.removeFirst()); // round once, and all are in their order again
            for (int i = 0; i < others; i++) {
                link(gatherer.gather(pieces.removeFirst()));
            }
        }
    }

    /** Describes the bytes from the front for one gathered write; answers how many entries that are. */
    int gather(ByteBuffer[] out) {
        int count = 0;
        for (Piece piece : pieces) {
            if (count == out.length) {
                break;
            }
            out[count++] = piece.bytes();
        }
        return count;
    }

    /** Drops bytes from the front. */
    void drop(long count) {
        bytes -= count;
        while (count > 0) {
            Piece front = pieces.getFirst();
            if (count < front.length) {
                front.drop((int) count);
                return;
            }
            count -= front.length;
            pieces.removeFirst().release();
        }
    }

    void clear() {
        pieces.forEach(Piece::release);
        pieces.clear();
        bytes = 0;
    }
}
