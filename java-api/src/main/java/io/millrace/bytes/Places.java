package io.millrace.bytes;

/** Where a mark is in a slice, one place after the other. */
abstract sealed class Places permits FoundPlaces, SeenPlaces {
    /** Shorter slices are looked through as they are asked, even where a kernel could be asked for places (SplitParityBenchmark). */
    private static final int FOUND_BYTES_MIN = 512;

    static Places of(Slice whole, Mark mark) {
        boolean isSeen = mark.isByte() && (whole.length < FOUND_BYTES_MIN || !whole.block.isNative());
        return isSeen ? new SeenPlaces(whole, mark.first()) : new FoundPlaces(whole, mark);
    }

    /** The next place, or -1 when there are no more. */
    abstract int next();
}
