package io.millrace.columns;

import io.millrace.bytes.Slice;
import io.millrace.engine.Block;
import io.millrace.engine.Reading;
import io.millrace.jni.ColumnRecords;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decodes rows of text into columns: whole rows at a time, in one go over the bytes, into memory of its own outside the heap.
 * Where the native part is used and the bytes are outside the heap, as received ones are, it is done there. Made once and
 * filled many times; decoding and reading make no objects, apart from the slices asked for, and text for {@link
 * Double#parseDouble} of long decimals where it is done in Java.
 *
 * <pre>{@code
 * Columns columns = Columns.of(Format.statsd(), 1000);
 * DoubleColumn values = columns.doubles("value");
 * VerbColumn types = columns.verbs("type");
 *
 * double total = 0;
 * int from = 0;
 * do {
 *     int rows = columns.decode(text, from);       // "hits:1|c\nload:0.5|g\nhi"
 *     for (int row = 0; row < rows; row++) {
 *         if (types.at(row) == 0) {                // the first of its words: "c"
 *             total += values.at(row);
 *         }
 *     }
 *     from = columns.consumed();                   // 20: what is left, "hi", may go on in bytes still to come
 * } while (columns.isFull());
 * }</pre>
 *
 * <p><b>Malformed rows</b> are in no column and stop no others; {@link #faults} tells them. Empty rows, and comments if the
 * format has them, are passed over.
 *
 * <p><b>Nothing is kept</b> between two decodings: who receives a stream puts what was not consumed before what comes next, or
 * lets the connection frame it. A row that has no end yet is looked at again each time.
 *
 * <p><b>Threads.</b> Any, one at a time: to decode or close while another thread decodes is an {@link IllegalStateException};
 * what is read meanwhile is not to be relied upon. <b>Memory:</b> nine bytes for each row and column; {@link #close} lets go of
 * it, and so does whoever lets go of this object and its columns.
 */
public final class Columns implements AutoCloseable {
    /** So many rows at least are there room for: faults and ends are looked for in so many at a time. */
    private static final int ROWS_STEP = 64;

    private final Grammar grammar;
    private final Table table;
    private final Block plan;
    private final Twin twin;
    private final Faults faults = new Faults(this);
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Reading reading = this::read;
    private volatile boolean closed;

    // Of the decoding under way
    private int from;
    private boolean ends;

    // Of the last one
    int rows; // read by columns
    private Slice source = Slice.EMPTY;
    private int consumed;
    private int seen;
    private int faultCount;
    private int stop;

    private Columns(Grammar grammar, int rowsMax) {
        this.grammar = grammar;
        table = new Table(grammar, rowsMax);
        plan = Plan.write(grammar, rowsMax);
        twin = new Twin(grammar, table);
    }

    /**
     * Columns for rows of a format.
     *
     * @param rowsMax how many rows there is room for, 1 to 1,048,576; rounded up to a multiple of 64
     * @throws IllegalArgumentException if rows cannot be read by that format, and why
     */
    public static Columns of(Format format, int rowsMax) {
        if (rowsMax < 1 || rowsMax > ColumnRecords.COLUMN_ROWS_MAX) {
            throw new IllegalArgumentException(
                    "room for " + rowsMax + " rows is not within 1 and " + ColumnRecords.COLUMN_ROWS_MAX);
        }
        return new Columns(new Grammar(format), (rowsMax + ROWS_STEP - 1) / ROWS_STEP * ROWS_STEP);
    }

    // ---- Decoding

    /** As {@link #decode(Slice, int)}, from the start. */
    public int decode(Slice bytes) {
        return decode(bytes, 0);
    }

    /**
     * Decodes the whole rows from {@code from} on, as far as there is room, in place of what was decoded before.
     *
     * @return how many rows the columns have now
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= bytes.length()}
     * @throws IllegalStateException if the bytes' time is over, this is closed, or another thread decodes; there are no rows then
     */
    public int decode(Slice bytes, int from) {
        return decode(bytes, from, false);
    }

    /** As {@link #decodeAll(Slice, int)}, from the start. */
    public int decodeAll(Slice bytes) {
        return decodeAll(bytes, 0);
    }

    /** As {@link #decode(Slice, int)}, but the end of the bytes also ends a row: of a datagram, a frame or a file. */
    public int decodeAll(Slice bytes, int from) {
        return decode(bytes, from, true);
    }

    private int decode(Slice bytes, int start, boolean endsRow) {
        Objects.checkFromToIndex(start, bytes.length(), bytes.length());
        begin();
        try {
            clear();
            from = start;
            ends = endsRow;
            bytes.read(reading);
            source = bytes;
            takeHead();
            return rows;
        } finally {
            busy.set(false);
        }
    }

    private void begin() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("another thread is decoding into these columns: one at a time");
        }
        if (closed) {
            busy.set(false);
            requireOpen();
        }
    }

    private void clear() {
        rows = 0;
        source = Slice.EMPTY;
        consumed = 0;
        seen = 0;
        faultCount = 0;
        stop = ColumnRecords.STOP_END;
    }

    private int read(Block block, int offset, int length) {
        if (block.isNative() && plan.isNative()) {
            readNatively(block, offset, length);
        } else {
            twin.decode(block, offset, from, length, ends);
        }
        return 0;
    }

    private void readNatively(Block block, int offset, int length) {
        long answer = Native.columns(
                plan.address(),
                plan.bytes().capacity(),
                block.address() + offset,
                from,
                length,
                ends ? 1 : 0,
                table.block().address(),
                table.size());
        Reference.reachabilityFence(block);
        Reference.reachabilityFence(this);
        if (answer < 0) {
            throw new IllegalStateException("the native part refuses the plan: code " + answer);
        }
    }

    private void takeHead() {
        consumed = (int) table.bytes().getLong(ColumnRecords.COLUMN_TABLE_CONSUMED);
        seen = table.bytes().getInt(ColumnRecords.COLUMN_TABLE_SEEN);
        faultCount = table.bytes().getInt(ColumnRecords.COLUMN_TABLE_FAULTS);
        stop = table.bytes().getInt(ColumnRecords.COLUMN_TABLE_STOP);
        rows = table.bytes().getInt(ColumnRecords.COLUMN_TABLE_ROWS);
    }

    // ---- What came of it

    /** How many rows the columns have: those that were decoded last. */
    public int rows() {
        return rows;
    }

    /** Where decoding stopped, counted from the start of the slice: behind the last row that was decoded or found malformed. */
    public int consumed() {
        return consumed;
    }

    /** How many rows there were, with those that were malformed, empty or comments. */
    public int seen() {
        return seen;
    }

    /** Whether decoding stopped because there was no room for another row: go on from {@link #consumed}. */
    public boolean isFull() {
        return stop == ColumnRecords.STOP_FULL;
    }

    /** Whether what was not consumed is longer than a row may be, and has no end: nothing good can come of it. */
    public boolean isTooLong() {
        return stop == ColumnRecords.STOP_TOO_LONG;
    }

    /** What was wrong with rows that were decoded last. */
    public Faults faults() {
        return faults;
    }

    int faultCount() {
        return faultCount;
    }

    /** What was decoded last. */
    Slice source() {
        return source;
    }

    // ---- Its columns

    /**
     * The column of a {@link Field#decimal decimal}.
     *
     * @throws IllegalArgumentException if no field has that name, or it is of another type
     */
    public DoubleColumn doubles(String name) {
        return new DoubleColumn(this, column(name, type(name) == Type.DECIMAL));
    }

    /** As {@link #doubles}, the column of an {@link Field#integer integer} or a {@link Field#time time}. */
    public LongColumn longs(String name) {
        return new LongColumn(this, column(name, type(name).isLong()));
    }

    /** As {@link #doubles}, the column of a {@link Field#slice slice}. */
    public SliceColumn slices(String name) {
        return new SliceColumn(this, column(name, type(name) == Type.SLICE));
    }

    /** As {@link #doubles}, the column of a {@link Field#verb verb}. */
    public VerbColumn verbs(String name) {
        return new VerbColumn(this, column(name, type(name) == Type.VERB));
    }

    private Type type(String name) {
        return grammar.fields().get(grammar.column(name)).type();
    }

    private int column(String name, boolean isOfThatType) {
        int column = grammar.column(name);
        if (!isOfThatType) {
            throw new IllegalArgumentException("the column \"" + name + "\" is of another type: "
                    + grammar.fields().get(column));
        }
        return column;
    }

    Grammar grammar() {
        return grammar;
    }

    Table table() {
        return table;
    }

    // ---- Ending

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these columns are closed: make others of the same format");
        }
    }

    /**
     * Lets go of the memory, which is freed once the garbage collector has seen that; nothing can be decoded or read any more.
     * Does nothing the second time.
     *
     * @throws IllegalStateException if another thread decodes
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        begin();
        closed = true;
        clear();
        table.close();
        busy.set(false);
    }
}
