package io.millrace.columns;

/** What was found wrong with a row last; {@link Faults} says what the numbers mean. */
final class Fault {
    private int kind;
    private int column;
    private int offset;

    void set(int itsKind, int itsColumn, int itsOffset) {
        kind = itsKind;
        column = itsColumn;
        offset = itsOffset;
    }

    int kind() {
        return kind;
    }

    /** Writes it to the table. */
    void write(Table table, int index, int row) {
        table.setFault(index, offset, row, column, kind);
    }
}
