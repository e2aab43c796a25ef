package io.millrace.columns;

import io.millrace.jni.ColumnRecords;

/** What the values of a column are, by the number that crosses the seam. */
enum Type {
    SLICE(ColumnRecords.COLUMN_SLICE),
    INTEGER(ColumnRecords.COLUMN_INTEGER),
    DECIMAL(ColumnRecords.COLUMN_DECIMAL),
    TIME(ColumnRecords.COLUMN_TIME),
    ISO_TIME(ColumnRecords.COLUMN_ISO_TIME),
    VERB(ColumnRecords.COLUMN_WORD);

    final int code;

    Type(int code) {
        this.code = code;
    }

    /** Whether its values are read as {@code long}s. */
    boolean isLong() {
        return this == INTEGER || this == TIME || this == ISO_TIME;
    }
}
