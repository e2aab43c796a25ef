package io.millrace.columns;

/** A column of {@link Field#decimal decimals}. */
public final class DoubleColumn extends Column {
    DoubleColumn(Columns columns, int index) {
        super(columns, index);
    }

    /**
     * The number in that row: exactly what {@link Double#parseDouble} would say.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double at(int row) {
        check(row);
        return table.bytes().getDouble(values + row * Double.BYTES);
    }

    /** The sum of all rows, added in their order. */
    public double sum() {
        int rows = checkRoom(0, rows());
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += table.bytes().getDouble(values + row * Double.BYTES);
        }
        return sum;
    }

    /**
     * Copies the numbers of all rows.
     *
     * @return how many they are
     * @throws IndexOutOfBoundsException if they do not fit there; nothing is copied then
     */
    public int copyTo(double[] target, int from) {
        int rows = checkRoom(from, target.length);
        table.bytes()
                .slice(values, rows * Double.BYTES)
                .order(table.bytes().order())
                .asDoubleBuffer()
                .get(target, from, rows);
        return rows;
    }
}
