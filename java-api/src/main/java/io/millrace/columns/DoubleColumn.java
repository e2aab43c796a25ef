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

    /**
     * The sum of all rows. They are added up in four sums side by side, so that an addition need not wait for the one before
     * it; where sums are rounded, that is not to the bit what adding them in their order gives.
     */
    public double sum() {
        int rows = checkRoom(0, rows());
        int whole = rows & -4;
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (int row = 0; row < whole; row += 4) {
            int at = values + row * Double.BYTES;
            first += table.bytes().getDouble(at);
            second += table.bytes().getDouble(at + Double.BYTES);
            third += table.bytes().getDouble(at + 2 * Double.BYTES);
            fourth += table.bytes().getDouble(at + 3 * Double.BYTES);
        }
        for (int row = whole; row < rows; row++) {
            first += table.bytes().getDouble(values + row * Double.BYTES);
        }
        return (first + second) + (third + fourth);
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
