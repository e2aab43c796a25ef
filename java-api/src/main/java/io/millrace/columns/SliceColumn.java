package io.millrace.columns;

import io.millrace.bytes.Slice;

/**
 * A column of {@link Field#slice slices}: where in the slice that was decoded each of them is. Making an object of one is up to
 * who reads it.
 */
public final class SliceColumn extends Column {
    SliceColumn(Columns columns, int index) {
        super(columns, index);
    }

    /**
     * Where it starts in that row, counted from the start of the slice that was decoded; -1 where it is missing.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public int offset(int row) {
        check(row);
        return (int) bits(row);
    }

    /** How many bytes it has in that row; 0 where it is missing. */
    public int length(int row) {
        check(row);
        long span = bits(row);
        return (int) (span >>> Integer.SIZE) - (int) span;
    }

    @Override
    public boolean isPresent(int row) {
        check(row);
        return bits(row) != Table.ABSENT;
    }

    /**
     * The bytes in that row, which live as long as the slice that was decoded; an empty slice where they are missing.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws IllegalStateException if that slice's time is over
     */
    public Slice at(int row) {
        check(row);
        long span = bits(row);
        return span == Table.ABSENT ? Slice.EMPTY : columns.source().slice((int) span, (int) (span >>> Integer.SIZE));
    }
}
