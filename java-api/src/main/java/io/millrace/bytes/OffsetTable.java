package io.millrace.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Room for the offsets that {@link Slice#split(byte, OffsetTable)} finds. Made once and filled many times; not for
 * several threads at a time.
 */
public final class OffsetTable {
    private final ByteBuffer offsets;
    private int count;

    /**
     * Room for {@code capacity} offsets of 4 bytes each, outside the heap.
     *
     * @param capacity 1 to 16,777,216
     */
    public OffsetTable(int capacity) {
        if (capacity < 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("capacity " + capacity + " is not within 1 and " + (1 << 24));
        }
        offsets = ByteBuffer.allocateDirect(capacity * Integer.BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many offsets it can hold. */
    public int capacity() {
        return offsets.capacity() / Integer.BYTES;
    }

    /** How many offsets it holds now. */
    public int count() {
        return count;
    }

    /**
     * The offset at {@code index}, counted from the start of the slice that was split.
     *
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public int at(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("offset " + index + " of " + count);
        }
        return offsets.getInt(index * Integer.BYTES);
    }
}
