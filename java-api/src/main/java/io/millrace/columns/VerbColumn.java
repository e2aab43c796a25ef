package io.millrace.columns;

import java.util.List;

/** A column of {@link Field#verb verbs}. */
public final class VerbColumn extends Column {
    private final List<String> words;

    VerbColumn(Columns columns, int index) {
        super(columns, index);
        words = columns.grammar().fields().get(index).words();
    }

    /**
     * Which of the field's words stands in that row: its index; -1 where it is missing and the field says nothing else.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public int at(int row) {
        check(row);
        return (int) bits(row);
    }

    /** The words, in the order of their indices. */
    public List<String> words() {
        return words;
    }

    /**
     * Copies the indices of all rows.
     *
     * @return how many they are
     * @throws IndexOutOfBoundsException if they do not fit there; nothing is copied then
     */
    public int copyTo(int[] target, int from) {
        int rows = checkRoom(from, target.length);
        for (int row = 0; row < rows; row++) {
            target[from + row] = (int) bits(row);
        }
        return rows;
    }
}
