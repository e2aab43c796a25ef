package io.millrace.columns;

/** A column of {@link Field#integer integers}, or of times as nanoseconds since 1970-01-01T00:00:00Z. */
public final class LongColumn extends Column {
    LongColumn(Columns columns, int index) {
        super(columns, index);
    }

    /**
     * The number in that row.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public long at(int row) {
        check(row);
        return bits(row);
    }

    /** The sum of all rows, in 64 bits: what goes beyond is lost. */
    public long sum() {
        int rows = checkRoom(0, rows());
        long sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += bits(row);
        }
        return sum;
    }

    /**
     * Copies the numbers of all rows.
     *
     * @return how many they are
     * @throws IndexOutOfBoundsException if they do not fit there; nothing is copied then
     */
    public int copyTo(long[] target, int from) {
        int rows = checkRoom(from, target.length);
        table.bytes()
                .slice(values, rows * Long.BYTES)
                .order(table.bytes().order())
                .asLongBuffer()
                .get(target, from, rows);
        return rows;
    }
}
