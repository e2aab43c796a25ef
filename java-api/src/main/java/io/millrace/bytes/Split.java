package io.millrace.bytes;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The pieces of a slice or a buffer between its marks, made one by one as they are asked for; they refer, and copy nothing. Without
 * further wishes there is one piece more than there are marks, and some may be empty.
 *
 * <pre>{@code
 * for (Slice word : Slice.of("a, b,, c").split((byte) ',').dropEmpty()) {
 *     names.add(word.trim().copy());
 * }
 * List<Slice> two = Slice.of("Host: a:80").split((byte) ':').limit(2).toList();   // "Host" and " a:80"
 * }</pre>
 *
 * <p>Immutable. It lives as long as its slice: an iterator throws once that has ended.
 */
public final class Split implements Iterable<Slice> {
    private final Splittable whole;
    private final Mark mark;
    private final int piecesMax;
    private final boolean dropsEmpty;

    Split(Splittable whole, Mark mark) {
        this(whole, mark, Integer.MAX_VALUE, false);
    }

    private Split(Splittable whole, Mark mark, int piecesMax, boolean dropsEmpty) {
        this.whole = whole;
        this.mark = mark;
        this.piecesMax = piecesMax;
        this.dropsEmpty = dropsEmpty;
    }

    /**
     * At most so many pieces; the last is all the rest, with the marks in it.
     *
     * @throws IllegalArgumentException unless at least 1
     */
    public Split limit(int pieces) {
        if (pieces < 1) {
            throw new IllegalArgumentException("a limit of " + pieces + " pieces is under 1");
        }
        return new Split(whole, mark, pieces, dropsEmpty);
    }

    /** Without the empty pieces; they do not count for the limit either. */
    public Split dropEmpty() {
        return new Split(whole, mark, piecesMax, true);
    }

    /** All pieces at once. */
    public List<Slice> toList() {
        List<Slice> pieces = new ArrayList<>();
        for (Slice piece : this) {
            pieces.add(piece);
        }
        return pieces;
    }

    @Override
    public Iterator<Slice> iterator() {
        return new Pieces();
    }

    private final class Pieces implements Iterator<Slice> {
        private static final int NONE = -1;

        private final Places places = whole instanceof Slice slice ? Places.of(slice, mark) : null;
        private int from;
        private int to = NONE;
        private int made;

        Pieces() {
            seek(0);
        }

        /** To the first piece that starts at {@code start} or, where the empty ones are dropped, after it. */
        private void seek(int start) {
            from = start;
            to = end();
            while (dropsEmpty && from == to) {
                if (to == whole.length()) {
                    from = NONE;
                    return;
                }
                from = to + mark.length();
                to = end();
            }
            if (made == piecesMax - 1) {
                to = whole.length();
            }
        }

        private int end() {
            int at = places != null ? places.next() : whole.find(mark, from);
            return at < 0 ? whole.length() : at;
        }

        @Override
        public boolean hasNext() {
            return from != NONE;
        }

        @Override
        public Slice next() {
            if (from == NONE) {
                throw new NoSuchElementException("no more pieces");
            }
            Slice piece = whole.slice(from, to);
            made++;
            if (to == whole.length()) { // no mark was found, or it is the rest
                from = NONE;
            } else {
                seek(to + mark.length());
            }
            return piece;
        }
    }
}
