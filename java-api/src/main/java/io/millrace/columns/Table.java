package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory that rows are decoded into, outside the heap: its layout is that of {@code mr_column_table}, whoever decodes.
 *
 * <pre>
 *   head │ faults │ column 0: a value for each row │ column 1 … │ column 0: a byte for each row, is it there? │ …
 * </pre>
 */
final class Table {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** Of a slice that is missing. */
    static final long ABSENT = -1;

    private final int rowsMax;
    private final int stride; // places from a column's first one to the next one's
    private final int faultsMax;
    private final int values;
    private final int presence;
    private final int size; // at most 605 MB
    private Block block;
    private ByteBuffer bytes;

    Table(Grammar grammar, int rowsMax) {
        this.rowsMax = rowsMax;
        stride = rowsMax + ColumnRecords.COLUMN_GAP;
        faultsMax = grammar.format().bounds().faultsMax();
        int columns = grammar.fields().size();
        values = ColumnRecords.COLUMN_TABLE_BYTES + faultsMax * ColumnRecords.COLUMN_FAULT_BYTES;
        presence = values + columns * stride * Long.BYTES;
        size = presence + columns * stride;
        block = Block.offHeap(size);
        bytes = block.bytes().duplicate().order(ByteOrder.nativeOrder());
    }

    /** The memory is the collector's, once nobody is at work in it. */
    void close() {
        block = Block.none();
        bytes = NONE;
    }

    Block block() {
        return block;
    }

    int size() {
        return size;
    }

    int rowsMax() {
        return rowsMax;
    }

    int faultsMax() {
        return faultsMax;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    // ---- Where what is

    /** Where the first value of a column is; each takes eight bytes. */
    int valuesOf(int column) {
        return values + column * stride * Long.BYTES;
    }

    /** Where a column's first byte is that says whether there is a value. */
    int presenceOf(int column) {
        return presence + column * stride;
    }

    static int faultAt(int index) {
        return ColumnRecords.COLUMN_TABLE_BYTES + index * ColumnRecords.COLUMN_FAULT_BYTES;
    }

    // ---- What the twin writes

    void setValue(int column, int row, long value) {
        bytes.putLong(valuesOf(column) + row * Long.BYTES, value);
    }

    long value(int column, int row) {
        return bytes.getLong(valuesOf(column) + row * Long.BYTES);
    }

    void setPresent(int column, int row, boolean present) {
        bytes.put(presenceOf(column) + row, (byte) (present ? 1 : 0));
    }

    void setFault(int index, int offset, int row, int column, int kind) {
        int at = faultAt(index);
        bytes.putInt(at + ColumnRecords.COLUMN_FAULT_OFFSET, offset);
        bytes.putInt(at + ColumnRecords.COLUMN_FAULT_ROW, row);
        bytes.putInt(at + ColumnRecords.COLUMN_FAULT_COLUMN, column);
        bytes.putInt(at + ColumnRecords.COLUMN_FAULT_KIND, kind);
    }

    void setHead(int consumed, int rows, int seen, int faults, int stop) {
        bytes.putLong(ColumnRecords.COLUMN_TABLE_CONSUMED, consumed);
        bytes.putInt(ColumnRecords.COLUMN_TABLE_ROWS, rows);
        bytes.putInt(ColumnRecords.COLUMN_TABLE_SEEN, seen);
        bytes.putInt(ColumnRecords.COLUMN_TABLE_FAULTS, faults);
        bytes.putInt(ColumnRecords.COLUMN_TABLE_STOP, stop);
    }
}
