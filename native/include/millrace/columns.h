/* How rows of bytes become columns: the plan that mr_columns reads, and the table that it writes. Plain C.
 *
 * A row is a line of parts, each introduced by a byte; a part is one field, or a section of items that tell by a key which
 * field they are:
 *
 *     cpu,host=a,region=b usage=1.5,count=3i 1700000000000000000 \n
 *     field ,section      _section           _field              row end
 *
 * The Java twin is io.millrace.jni.ColumnRecords; a test compares the two. The side that reads a number checks it: nothing
 * in a plan or in a table can make native code reach beside the memory that it was given.
 */
#ifndef MILLRACE_COLUMNS_H
#define MILLRACE_COLUMNS_H

#include <stdint.h>

/* The columns are for people. */
/* clang-format off */

#define MR_COLUMNS_VERSION 1
#define MR_COLUMNS_MAX 64              /* of a plan; of its parts, too */
#define MR_COLUMN_ROWS_MAX 1048576     /* of a table */
#define MR_COLUMN_GAP 8                /* places behind those of a table's rows, or neighbours would share cache sets */
#define MR_COLUMN_WORDS_MAX 128        /* of a set: keys of a section, or words of a column */
#define MR_COLUMN_WORD_BYTES_MAX 32
#define MR_COLUMN_NO_BYTE 256          /* where a byte may be missing */

enum mr_column_type {
    MR_COLUMN_SLICE = 0,   /* where the field is: its first byte, and behind its last one in the upper 32 bits */
    MR_COLUMN_INTEGER = 1, /* 64 bits */
    MR_COLUMN_DECIMAL = 2, /* the bits of a double, correctly rounded */
    MR_COLUMN_TIME = 3,    /* nanoseconds since the epoch, of a whole number of `scale` nanoseconds */
    MR_COLUMN_ISO_TIME = 4,/* nanoseconds since the epoch, of ISO 8601 */
    MR_COLUMN_WORD = 5     /* which of its words it is */
};

enum mr_column_part_kind {
    MR_PART_FIELD = 0,
    MR_PART_KEYED = 1, /* key, `assign`, value, and a `separator` between two of them */
    MR_PART_MARKED = 2 /* the key is one byte, and the value follows it at once */
};

/* Beside a part. */
enum mr_column_part_flag {
    MR_PART_OPTIONAL = 1,
    MR_PART_QUOTED = 2,    /* what begins with a quote ends with one, and separators are nothing special in it */
    MR_PART_KNOWN = 4,     /* a key that is no column's is a fault; otherwise it is passed over */
    MR_PART_GAPS = 8       /* empty items are passed over; otherwise they are faults */
};

/* Beside a column. */
enum mr_column_flag {
    MR_COLUMN_OPTIONAL = 1, /* may be missing, or empty if it is no slice */
    MR_COLUMN_RETURNS = 2   /* of a plan: a CR before a row's end belongs to it */
};

/* What is wrong with a row. */
enum mr_column_fault_kind {
    MR_FAULT_NUMBER = 0,        /* no number */
    MR_FAULT_TOO_LARGE = 1,     /* a number or a time out of range */
    MR_FAULT_TIME = 2,          /* no time */
    MR_FAULT_WORD = 3,          /* none of the column's words */
    MR_FAULT_MISSING = 4,       /* a field that the row must have is not there */
    MR_FAULT_EXTRA = 5,         /* more fields than there are columns */
    MR_FAULT_KEY = 6,           /* an item without a key */
    MR_FAULT_UNKNOWN = 7,       /* a key that is no column's */
    MR_FAULT_REPEATED = 8,      /* a key that the row had before */
    MR_FAULT_QUOTE = 9,         /* a quote within a field, or something behind the closing one */
    MR_FAULT_OPEN = 10,         /* a quote that is not closed */
    MR_FAULT_ROW_TOO_LONG = 11,
    MR_FAULT_TOO_MANY = 12      /* more items than a row may have */
};

/* Why decoding stopped. */
enum mr_columns_stop {
    MR_STOP_END = 0,     /* all whole rows are decoded */
    MR_STOP_FULL = 1,    /* the table has no room for another row */
    MR_STOP_TOO_LONG = 2 /* what is left is longer than a row may be, and has no end */
};

/* The plan's head. Its parts follow, then its columns, then sets of words, each at a multiple of 8. */
typedef struct mr_column_plan {
    uint32_t version;
    uint32_t parts, columns;
    uint32_t rows_max;                 /* a multiple of 64 */
    uint32_t faults_max;
    uint32_t row_bytes_max, items_max; /* of one row */
    uint32_t row_end;
    uint32_t quote, escape, comment;   /* a byte, or MR_COLUMN_NO_BYTE */
    uint32_t flags;                    /* MR_COLUMN_RETURNS */
    uint32_t stops;                    /* how many bytes are in stop_bytes: 1 to 8 */
    uint32_t reserved;
    uint64_t stop_bytes;               /* every byte that is special somewhere, the first one lowest */
} mr_column_plan;

typedef struct mr_column_part {
    uint32_t kind, flags;
    uint32_t intro;             /* the byte that it begins behind; of the first one MR_COLUMN_NO_BYTE */
    uint32_t column;            /* of a field */
    uint32_t separator, assign; /* of a section; a byte, or MR_COLUMN_NO_BYTE */
    uint32_t words;             /* of a section: where in the plan its keys are; their values are columns */
    uint32_t reserved;
} mr_column_part;

typedef struct mr_column {
    uint32_t type, flags;
    uint32_t suffix;   /* of a number: the byte that ends it, or MR_COLUMN_NO_BYTE */
    uint32_t words;    /* of a column of words: where in the plan they are */
    uint64_t scale;    /* of a time: nanoseconds of its unit */
    uint64_t absent;   /* what stands where there is no value; not for slices */
} mr_column;

/* A set of words: its head, `slots` bytes (a power of two, at least 8) that say which word may be there (255: none), and
 * the words. A word's slot is told by words.hpp; no two have the same. */
typedef struct mr_column_words {
    uint64_t seed;
    uint32_t slots, words;
} mr_column_words;

typedef struct mr_column_word {
    uint64_t first;           /* its first 8 bytes, the first one lowest, and zeros behind it */
    uint64_t second, third, fourth;
    uint32_t length, value;
} mr_column_word;

/* The table: its head, faults_max faults, and column by column rows_max + MR_COLUMN_GAP values of 64 bits; then as many
 * bytes that say whether there is a value (slices have none there: one that is missing has all bits set). */
typedef struct mr_column_table {
    uint64_t consumed;         /* bytes, counted from the first one: up to the row that was not decoded */
    uint32_t rows;             /* in the columns */
    uint32_t seen;             /* with what was malformed, empty or a comment */
    uint32_t faults;           /* malformed rows; the first faults_max of them are told */
    uint32_t stop;
    uint64_t reserved;
} mr_column_table;

typedef struct mr_column_fault {
    uint32_t offset, row;      /* counted from the first byte, and from the first row seen */
    uint32_t column, kind;     /* column: MR_COLUMNS_MAX where it is no column's */
} mr_column_fault;

/* clang-format on */

#endif
