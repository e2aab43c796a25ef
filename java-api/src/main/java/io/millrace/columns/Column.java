package io.millrace.columns;

import java.util.Objects;

/**
 * One column of {@link Columns}: a view of the rows that were decoded last. Made once; it goes on showing what each decoding
 * leaves there.
 */
public abstract sealed class Column permits DoubleColumn, LongColumn, SliceColumn, VerbColumn {
    final Columns columns;
    final Table table;
    final int values;
    private final String name;
    private final int presence;
    private final boolean isOptional;

    Column(Columns columns, int index) {
        this.columns = columns;
        this.table = columns.table();
        name = columns.grammar().fields().get(index).name();
        isOptional = columns.grammar().isOptional(index);
        values = table.valuesOf(index);
        presence = table.presenceOf(index);
    }

    /** The name of its field. */
    public final String name() {
        return name;
    }

    /** How many rows there are. */
    public final int rows() {
        return columns.rows();
    }

    /**
     * Whether that row has a value of its own, and not that of one that is missing.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public boolean isPresent(int row) {
        check(row);
        return !isOptional || table.bytes().get(presence + row) != 0;
    }

    /** That there is such a row; where there is none, why. */
    final void check(int row) {
        if (row < 0 || row >= columns.rows) {
            columns.requireOpen();
            Objects.checkIndex(row, columns.rows);
        }
    }

    /** That all of them fit into an array, from there on. */
    final int checkRoom(int from, int length) {
        columns.requireOpen();
        Objects.checkFromIndexSize(from, columns.rows, length);
        return columns.rows;
    }

    /** The eight bytes of a row that is there. */
    final long bits(int row) {
        return table.bytes().getLong(values + row * Long.BYTES);
    }

    /** For people. */
    @Override
    public String toString() {
        return name + ": " + rows() + " rows";
    }
}
