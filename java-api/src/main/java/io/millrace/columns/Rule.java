package io.millrace.columns;

import io.millrace.jni.ColumnRecords;

/**
 * How a part is read: the twin of {@code Part} in {@code native/src/columns/plan.hpp}. Bytes that are not there are {@link
 * ColumnRecords#COLUMN_NO_BYTE}.
 *
 * @param kind of {@code PART_FIELD} and its neighbours
 * @param flags of {@code PART_OPTIONAL} and its neighbours
 * @param intro the byte before it
 * @param column of a field; of a section {@code COLUMNS_MAX}, which is none
 * @param separator between a section's items
 * @param assign between key and value
 * @param keys of a section; null of a field
 * @param last the parts behind it that may follow are up to this one
 * @param endsRow whether nothing follows that must be there
 */
record Rule(
        int kind, int flags, int intro, int column, int separator, int assign, Words keys, int last, boolean endsRow) {

    boolean isSection() {
        return kind != ColumnRecords.PART_FIELD;
    }

    boolean isKeyed() {
        return kind == ColumnRecords.PART_KEYED;
    }

    boolean isQuoted() {
        return (flags & ColumnRecords.PART_QUOTED) != 0;
    }

    boolean isKnown() {
        return (flags & ColumnRecords.PART_KNOWN) != 0;
    }

    boolean hasGaps() {
        return (flags & ColumnRecords.PART_GAPS) != 0;
    }
}
