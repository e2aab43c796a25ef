package io.millrace.columns;

/** What came of some bytes that were to be a value. */
enum Parsed {
    GOOD,
    MALFORMED,
    TOO_LARGE
}
