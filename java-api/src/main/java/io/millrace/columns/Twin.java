package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;

/** The Java twin of {@code native/src/columns/decoder.hpp}: rows into columns, one after the other. */
final class Twin {
    private final Table table;
    private final Fault fault = new Fault();
    private final Walker walker;
    private final Values values;

    Twin(Grammar grammar, Table table) {
        this.table = table;
        walker = new Walker(grammar, table, fault);
        values = new Values(grammar, table, fault);
    }

    /** Decodes what there is from {@code from} on, of so many bytes that begin at {@code offset} in the block. */
    void decode(Block block, int offset, int from, int length, boolean ends) {
        int rows = 0;
        int seen = 0;
        int faults = 0;
        boolean isDone = false;
        walker.start(block, offset, from, length, ends);
        while (rows < table.rowsMax() && !isDone) {
            Walker.Outcome outcome = walker.walk(rows);
            switch (outcome) {
                case ROW -> {
                    if (values.read(block, offset, rows)) {
                        rows++;
                    } else {
                        tell(faults++, seen);
                    }
                }
                case FAULT -> tell(faults++, seen);
                case NOTHING -> {}
                case NONE -> {
                    isDone = true;
                    seen--;
                }
            }
            seen++;
        }
        table.setHead(walker.consumed(), rows, seen, faults, stop(isDone, length));
        walker.stop();
    }

    private int stop(boolean isDone, int length) {
        if (!isDone && walker.consumed() < length) {
            return ColumnRecords.STOP_FULL;
        }
        return walker.isTooLong() ? ColumnRecords.STOP_TOO_LONG : ColumnRecords.STOP_END;
    }

    private void tell(int index, int row) {
        if (index < table.faultsMax()) {
            fault.write(table, index, row);
        }
    }
}
