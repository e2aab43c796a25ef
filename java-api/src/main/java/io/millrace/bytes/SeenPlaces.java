package io.millrace.bytes;

/**
 * Of one byte, seen eight bytes at a time, on the way: nothing is kept but what of those eight is still to be told.
 *
 * <pre>
 *   slice:   , . . , . . . , │ . , . . . , . . │ . . . . .
 *                              at ┘         └ a bit in `hits`
 * </pre>
 */
final class SeenPlaces extends Places {
    private final Slice whole;
    private final byte wanted;
    private int at = -Long.BYTES;
    private long hits;

    SeenPlaces(Slice whole, byte wanted) {
        this.whole = whole;
        this.wanted = wanted;
    }

    @Override
    int next() {
        while (hits == 0) {
            if (at + Long.BYTES >= whole.length) {
                return -1;
            }
            at += Long.BYTES;
            whole.check();
            hits = Kernels.hits(whole.block, whole.offset + at, whole.offset + whole.length, wanted);
            whole.recheck();
        }
        int place = at + Kernels.lowest(hits);
        hits &= hits - 1;
        return place;
    }
}
