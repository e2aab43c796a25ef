package io.millrace.columns;

import io.millrace.jni.ColumnRecords;
import java.util.Locale;
import java.util.Objects;

/**
 * What was wrong with rows that were decoded last, in their order. Such a row is in no column. Of one with several faults the
 * first in its structure is told, or else that of the first column.
 */
public final class Faults {
    /** What is wrong with a row, and where the offset is. */
    public enum Kind {
        /** No number; the field. */
        NUMBER,
        /** A number or a time that is out of range; the field. */
        TOO_LARGE,
        /** No time; the field. */
        TIME,
        /** None of the verbs; the field. */
        VERB,
        /** A field that must be there is missing; where the row ends. */
        MISSING,
        /** More fields than there are columns; the byte that begins another one. */
        EXTRA,
        /** An item without a key; the item. */
        KEY,
        /** A key that is no field's, in a strict section; the item. */
        UNKNOWN,
        /** A key that the row had before; the second item. */
        REPEATED,
        /** A quote within a value, or something behind the closing one; the quote, or the opening one. */
        QUOTE,
        /** A quote that is not closed; the quote. */
        OPEN,
        /** The row is longer than it may be; its start. */
        ROW_TOO_LONG,
        /** The row has more items than it may have; the first that is too much. */
        TOO_MANY;

        private static final Kind[] ALL = values();
    }

    private final Columns columns;

    Faults(Columns columns) {
        this.columns = columns;
    }

    /** How many rows were malformed. */
    public int count() {
        return columns.faultCount();
    }

    /** How many of them, the first ones, are told here. */
    public int told() {
        return Math.min(count(), columns.table().faultsMax());
    }

    private int number(int index, int place) {
        columns.requireOpen();
        Objects.checkIndex(index, told());
        return columns.table().bytes().getInt(Table.faultAt(index) + place);
    }

    /**
     * Which row it was, counted from the first that was decoded, with those that were malformed, empty or comments.
     *
     * @throws IndexOutOfBoundsException if not so many are told
     */
    public int row(int index) {
        return number(index, ColumnRecords.COLUMN_FAULT_ROW);
    }

    /** Where in the slice that was decoded; see {@link Kind}. */
    public int offset(int index) {
        return number(index, ColumnRecords.COLUMN_FAULT_OFFSET);
    }

    /** What was wrong. */
    public Kind kind(int index) {
        return Kind.ALL[number(index, ColumnRecords.COLUMN_FAULT_KIND)];
    }

    /** The name of the field that it is about; empty if it is about no field that a column is declared for. */
    public String field(int index) {
        int column = number(index, ColumnRecords.COLUMN_FAULT_COLUMN);
        return column == ColumnRecords.COLUMNS_MAX
                ? ""
                : columns.grammar().fields().get(column).name();
    }

    /** For people: what was wrong with which row, and where. */
    public String describe(int index) {
        String field = field(index);
        return "row " + row(index) + ", offset " + offset(index) + (field.isEmpty() ? "" : ", field \"" + field + "\"")
                + ": " + kind(index).name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** For people. */
    @Override
    public String toString() {
        return count() == 0 ? "no faults" : count() + " faults, the first: " + (told() == 0 ? "not told" : describe(0));
    }
}
