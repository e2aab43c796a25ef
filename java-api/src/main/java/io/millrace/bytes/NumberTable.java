package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Room for the numbers of a column, which {@link Slice#parseLongs} reads at once. Made once and filled many times; not for
 * several threads at a time.
 *
 * <pre>{@code
 * OffsetTable ends = new OffsetTable(1000);
 * NumberTable numbers = new NumberTable(1000);
 *
 * text.split((byte) '\n', ends);                   // "17\n-4\nx\n"
 * if (text.parseLongs(ends, numbers) > 0) {        // 1 row of 3 is no number
 *     log(numbers.firstMalformed());               // row 2; numbers.at(2) throws, and says offset 6
 * }
 * long last = numbers.at(1);                       // -4
 * }</pre>
 *
 * <p>A row that is no number takes nothing from the others, and cannot be taken for one: reading it throws what {@link
 * Slice#parseLong} would.
 */
public final class NumberTable {
    private static final int CAPACITY_MAX = 1 << 24;

    /** Fewer rows are parsed in Java: the crossing costs as much as some of them do there (KernelBenchmark). */
    private static final int NATIVE_ROWS_MIN = 4;

    private static final long[] NONE = {};

    /** The number of each row; of a malformed one, its {@link Numbers#fault} from the slice's start on. */
    private final ByteBuffer numbers;

    private final int capacity;
    private long address;
    private int count;
    private long[] malformed = NONE; // a bit for each row, made when the first one is needed
    private int malformedCount;
    private int firstMalformed = -1;

    /**
     * Room for {@code capacity} numbers of 8 bytes each, outside the heap.
     *
     * @param capacity 1 to 16,777,216
     */
    public NumberTable(int capacity) {
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException("capacity " + capacity + " is not within 1 and " + CAPACITY_MAX);
        }
        this.capacity = capacity;
        numbers = ByteBuffer.allocateDirect(capacity * Long.BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many rows it can hold. */
    public int capacity() {
        return capacity;
    }

    /** How many rows it holds now, malformed ones among them. */
    public int count() {
        return count;
    }

    /**
     * The number of that row.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     * @throws MalformedNumberException if that row is no number, with the offset in the slice
     */
    public long at(int row) {
        if (isMalformed(row)) {
            throw Numbers.malformed((int) numbers.getLong(row * Long.BYTES));
        }
        return numbers.getLong(row * Long.BYTES);
    }

    /**
     * Whether that row is no number.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public boolean isMalformed(int row) {
        Objects.checkIndex(row, count);
        return malformedCount > 0 && (malformed[row >>> 6] >>> row & 1) != 0;
    }

    /** How many rows are no numbers. */
    public int malformedCount() {
        return malformedCount;
    }

    /** The first row that is no number, or -1. */
    public int firstMalformed() {
        return firstMalformed;
    }

    /** Parses the rows that end at the table's offsets; {@code offset} and {@code length} say where the slice is. */
    void fill(Block block, int offset, int length, OffsetTable ends) {
        int rows = ends.count();
        if (rows > capacity) {
            throw new IllegalArgumentException(rows + " rows do not fit into a table of " + capacity);
        }
        if (rows > 0 && ends.at(rows - 1) > length) {
            throw new IndexOutOfBoundsException("a row ends at " + ends.at(rows - 1) + " of " + length
                    + " bytes: the offsets are of another slice");
        }
        clear();
        boolean natively = rows >= NATIVE_ROWS_MIN && block.address() != 0;
        int row = 0;
        while (row < rows) {
            int start = ends.startOf(row);
            row = natively
                    ? parseNatively(block, offset, length, start, ends, row, rows)
                    : Decimals.parse(block, offset, length, start, ends.offsets(), row, rows, ends.gap(), numbers);
            if (row < rows) {
                parseAlone(block, offset, ends, row++);
            }
        }
        count = rows;
    }

    private int parseNatively(Block block, int offset, int length, int start, OffsetTable ends, int row, int rows) {
        if (address == 0) {
            address = Native.addressOf(numbers);
        }
        long parsed = Native.parseDecimals(
                block.address() + offset,
                length,
                start,
                ends.address() + (long) row * Integer.BYTES,
                rows - row,
                ends.gap(),
                address + (long) row * Long.BYTES);
        Reference.reachabilityFence(block);
        Reference.reachabilityFence(ends);
        Reference.reachabilityFence(this);
        return row + (int) parsed;
    }

    /** A row that the kernels refuse: no number, or one with more zeros before it than they take. */
    private void parseAlone(Block bytes, int offset, OffsetTable ends, int row) {
        int start = ends.startOf(row);
        int length = ends.at(row) - start;
        int fault = Numbers.fault(bytes, offset + start, length, Long.MIN_VALUE, Long.MAX_VALUE);
        if (fault == Numbers.NO_FAULT) {
            long number = Numbers.decimal(bytes, offset + start, length, Long.MIN_VALUE, Long.MAX_VALUE);
            numbers.putLong(row * Long.BYTES, number);
            return;
        }
        numbers.putLong(row * Long.BYTES, Numbers.further(fault, start));
        if (malformedCount++ == 0) {
            firstMalformed = row;
            if (malformed == NONE) {
                malformed = new long[(capacity + Long.SIZE - 1) / Long.SIZE];
            }
        }
        malformed[row >>> 6] |= 1L << row;
    }

    /** Forgets all rows. */
    void clear() {
        if (malformedCount > 0) {
            Arrays.fill(malformed, 0, (count + Long.SIZE - 1) / Long.SIZE, 0);
        }
        count = 0;
        malformedCount = 0;
        firstMalformed = -1;
    }
}
