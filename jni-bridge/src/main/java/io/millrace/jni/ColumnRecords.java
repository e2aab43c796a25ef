package io.millrace.jni;

/**
 * The plan and the table of columns as Java states them: the twin of {@code native/include/millrace/columns.h}, under the
 * same names without {@code MR_}. Offsets and sizes are in bytes, numbers in native byte order.
 */
public final class ColumnRecords {
    private ColumnRecords() {}

    // ---- Limits

    public static final int COLUMNS_VERSION = 1;
    public static final int COLUMNS_MAX = 64;
    public static final int COLUMN_ROWS_MAX = 1_048_576;
    public static final int COLUMN_GAP = 8;
    public static final int COLUMN_WORDS_MAX = 128;
    public static final int COLUMN_WORD_BYTES_MAX = 32;
    public static final int COLUMN_NO_BYTE = 256;

    // ---- Types of columns

    public static final int COLUMN_SLICE = 0;
    public static final int COLUMN_INTEGER = 1;
    public static final int COLUMN_DECIMAL = 2;
    public static final int COLUMN_TIME = 3;
    public static final int COLUMN_ISO_TIME = 4;
    public static final int COLUMN_WORD = 5;

    // ---- Kinds of parts

    public static final int PART_FIELD = 0;
    public static final int PART_KEYED = 1;
    public static final int PART_MARKED = 2;

    // ---- Flags of a part

    public static final int PART_OPTIONAL = 1;
    public static final int PART_QUOTED = 2;
    public static final int PART_KNOWN = 4;
    public static final int PART_GAPS = 8;

    // ---- Flags of a column, and of a plan

    public static final int COLUMN_OPTIONAL = 1;
    public static final int COLUMN_RETURNS = 2;

    // ---- What is wrong with a row

    public static final int FAULT_NUMBER = 0;
    public static final int FAULT_TOO_LARGE = 1;
    public static final int FAULT_TIME = 2;
    public static final int FAULT_WORD = 3;
    public static final int FAULT_MISSING = 4;
    public static final int FAULT_EXTRA = 5;
    public static final int FAULT_KEY = 6;
    public static final int FAULT_UNKNOWN = 7;
    public static final int FAULT_REPEATED = 8;
    public static final int FAULT_QUOTE = 9;
    public static final int FAULT_OPEN = 10;
    public static final int FAULT_ROW_TOO_LONG = 11;
    public static final int FAULT_TOO_MANY = 12;

    // ---- Why decoding stopped

    public static final int STOP_END = 0;
    public static final int STOP_FULL = 1;
    public static final int STOP_TOO_LONG = 2;

    // ---- A plan's head

    public static final int COLUMN_PLAN_BYTES = 64;
    public static final int COLUMN_PLAN_VERSION = 0;
    public static final int COLUMN_PLAN_PARTS = 4;
    public static final int COLUMN_PLAN_COLUMNS = 8;
    public static final int COLUMN_PLAN_ROWS_MAX = 12;
    public static final int COLUMN_PLAN_FAULTS_MAX = 16;
    public static final int COLUMN_PLAN_ROW_BYTES_MAX = 20;
    public static final int COLUMN_PLAN_ITEMS_MAX = 24;
    public static final int COLUMN_PLAN_ROW_END = 28;
    public static final int COLUMN_PLAN_QUOTE = 32;
    public static final int COLUMN_PLAN_ESCAPE = 36;
    public static final int COLUMN_PLAN_COMMENT = 40;
    public static final int COLUMN_PLAN_FLAGS = 44;
    public static final int COLUMN_PLAN_STOPS = 48;
    public static final int COLUMN_PLAN_RESERVED = 52;
    public static final int COLUMN_PLAN_STOP_BYTES = 56;

    // ---- A part

    public static final int COLUMN_PART_BYTES = 32;
    public static final int COLUMN_PART_KIND = 0;
    public static final int COLUMN_PART_FLAGS = 4;
    public static final int COLUMN_PART_INTRO = 8;
    public static final int COLUMN_PART_COLUMN = 12;
    public static final int COLUMN_PART_SEPARATOR = 16;
    public static final int COLUMN_PART_ASSIGN = 20;
    public static final int COLUMN_PART_WORDS = 24;
    public static final int COLUMN_PART_RESERVED = 28;

    // ---- A column

    public static final int COLUMN_BYTES = 32;
    public static final int COLUMN_TYPE = 0;
    public static final int COLUMN_FLAGS = 4;
    public static final int COLUMN_SUFFIX = 8;
    public static final int COLUMN_WORDS = 12;
    public static final int COLUMN_SCALE = 16;
    public static final int COLUMN_ABSENT = 24;

    // ---- A set of words

    public static final int COLUMN_WORDS_BYTES = 16;
    public static final int COLUMN_WORDS_SEED = 0;
    public static final int COLUMN_WORDS_SLOTS = 8;
    public static final int COLUMN_WORDS_WORDS = 12;

    // ---- A word

    public static final int COLUMN_WORD_BYTES = 40;
    public static final int COLUMN_WORD_FIRST = 0;
    public static final int COLUMN_WORD_SECOND = 8;
    public static final int COLUMN_WORD_THIRD = 16;
    public static final int COLUMN_WORD_FOURTH = 24;
    public static final int COLUMN_WORD_LENGTH = 32;
    public static final int COLUMN_WORD_VALUE = 36;

    // ---- A table's head

    public static final int COLUMN_TABLE_BYTES = 32;
    public static final int COLUMN_TABLE_CONSUMED = 0;
    public static final int COLUMN_TABLE_ROWS = 8;
    public static final int COLUMN_TABLE_SEEN = 12;
    public static final int COLUMN_TABLE_FAULTS = 16;
    public static final int COLUMN_TABLE_STOP = 20;
    public static final int COLUMN_TABLE_RESERVED = 24;

    // ---- A fault

    public static final int COLUMN_FAULT_BYTES = 16;
    public static final int COLUMN_FAULT_OFFSET = 0;
    public static final int COLUMN_FAULT_ROW = 4;
    public static final int COLUMN_FAULT_COLUMN = 8;
    public static final int COLUMN_FAULT_KIND = 12;
}
