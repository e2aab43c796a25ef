package io.millrace.bytes;

/**
 * Found some at a time: so one crossing serves many pieces. No more than a window is looked through for them, since the first
 * may be all that is asked for.
 *
 * <pre>
 *   slice:   , . . , . . . , . │ , . . │ . . . . .         0 ≤ told ≤ found ≤ places.length
 *            told ┘      found ┘  from   └ window
 * </pre>
 */
final class FoundPlaces extends Places {
    private static final int PLACES_MAX = 16; // at a time; an iterator keeps room for them
    private static final int WINDOW_BYTES = 4096;

    /** What kernels write to is outside the heap. Only between two lines, so that splits may nest. */
    private static final ThreadLocal<OffsetTable> TABLE = ThreadLocal.withInitial(() -> new OffsetTable(PLACES_MAX));

    private final Slice whole;
    private final Mark mark;
    private final int[] places;
    private int told;
    private int found;
    private int from;

    FoundPlaces(Slice whole, Mark mark) {
        this.whole = whole;
        this.mark = mark;
        places = new int[Math.min(PLACES_MAX, whole.length)];
    }

    @Override
    int next() {
        while (told == found) {
            if (from >= whole.length) {
                return -1;
            }
            findSome();
        }
        return places[told++];
    }

    private void findSome() {
        boolean fits = mark.length() <= WINDOW_BYTES / 2 && whole.length - from > WINDOW_BYTES;
        int to = fits ? from + WINDOW_BYTES : whole.length;
        OffsetTable table = TABLE.get();
        whole.check();
        table.fill(whole.block, whole.offset, from, to, mark);
        whole.recheck();
        found = table.count();
        for (int i = 0; i < found; i++) {
            places[i] = table.at(i);
        }
        told = 0;
        int next = found == 0 ? from : places[found - 1] + mark.length();
        if (found == PLACES_MAX) {
            from = next;
        } else if (to == whole.length) {
            from = to;
        } else {
            from = Math.max(next, to - mark.length() + 1); // one that starts in the window's last bytes
        }
    }
}
