package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.jni.Codes;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Room for the offsets that {@link Slice#split(byte, OffsetTable)} finds. Made once and filled many times; not for
 * several threads at a time.
 *
 * <pre>{@code
 * OffsetTable commas = new OffsetTable(100);
 * line.split((byte) ',', commas);                              // "a,bc,": finds 1 and 4
 * Slice second = line.slice(commas.at(0) + 1, commas.at(1));   // "bc"
 * }</pre>
 */
public final class OffsetTable {
    private static final int CAPACITY_MAX = 1 << 24;

    private final ByteBuffer offsets;
    private final int capacity;
    private long address;
    private int count;
    private int start; // of the first piece
    private int gap; // from where a piece ends to where the next one starts

    /**
     * Room for {@code capacity} offsets of 4 bytes each, outside the heap.
     *
     * @param capacity 1 to 16,777,216
     */
    public OffsetTable(int capacity) {
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException("capacity " + capacity + " is not within 1 and " + CAPACITY_MAX);
        }
        this.capacity = capacity;
        offsets = ByteBuffer.allocateDirect(capacity * Integer.BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many offsets it can hold. */
    public int capacity() {
        return capacity;
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

    // ---- What a column is parsed by

    /** Where the piece starts that ends at that offset. */
    int startOf(int index) {
        return index == 0 ? start : at(index - 1) + gap;
    }

    int gap() {
        return gap;
    }

    ByteBuffer offsets() {
        return offsets;
    }

    /** Of the first offset, for native code; whoever asks keeps the table reachable. */
    long address() {
        if (address == 0) {
            address = Native.addressOf(offsets);
        }
        return address;
    }

    // ---- Filling it

    /** Takes the offsets of the separators in a piece that starts at {@code offset}, counted from there. */
    void fill(Block block, int offset, int from, int length, byte separator) {
        start = from;
        gap = 1;
        count = Search.isSplitNatively(block, length - from)
                ? fillNatively(block, offset, from, length, Codes.SPLIT_ANY, separator & 0xff, 1)
                : Kernels.split(block, offset, from, length, separator, offsets, capacity);
    }

    /** As above, at marks. */
    void fill(Block block, int offset, int from, int length, Mark separator) {
        if (separator.isByte()) {
            fill(block, offset, from, length, separator.first());
            return;
        }
        start = from;
        gap = separator.length();
        if (separator.isNative() && Search.isSplitNatively(block, length - from)) {
            int kind = separator.isSequence() ? Codes.SPLIT_SEQUENCE : Codes.SPLIT_ANY;
            count = fillNatively(block, offset, from, length, kind, separator.needle(), separator.needleLength());
            return;
        }
        int found = 0;
        int at = separator.find(block, offset + from, offset + length);
        while (at >= 0 && found < capacity) {
            offsets.putInt(found++ * Integer.BYTES, at - offset);
            at = separator.find(block, at + gap, offset + length);
        }
        count = found;
    }

    private int fillNatively(Block block, int offset, int from, int length, int kind, long needle, int needleLength) {
        long found =
                Native.split(kind, block.address() + offset, from, length, needle, needleLength, address(), capacity);
        Reference.reachabilityFence(block);
        Reference.reachabilityFence(this);
        return (int) found;
    }
}
