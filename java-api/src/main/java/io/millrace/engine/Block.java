package io.millrace.engine;

import io.millrace.jni.Native;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A range of memory that slices refer to: a slab of the native part, or what a user gave. Its buffer's position and limit
 * are never used after it was made, so that many slices and threads can share it.
 */
public final class Block {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final Block NONE = new Block(ByteBuffer.allocate(0), 0);

    private final ByteBuffer bytes;
    private final byte[] array; // null where there is none that can be reached
    private final int base; // where in the array the bytes start
    private final long address;

    private Block(ByteBuffer bytes, long address) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.array = bytes.hasArray() ? bytes.array() : null;
        this.base = bytes.hasArray() ? bytes.arrayOffset() : 0;
        this.address = address;
    }

    /** No memory at all. */
    public static Block none() {
        return NONE;
    }

    /** A user's array, not copied. */
    public static Block of(byte[] array) {
        return new Block(ByteBuffer.wrap(array), 0);
    }

    /**
     * What remains in a user's buffer, not copied. Native code never gets the address of such memory, and
     * {@link ByteBuffer#mismatch} never compares it: it might be a mapped file that somebody truncates ({@link Fault}).
     */
    public static Block of(ByteBuffer buffer) {
        return new Block(buffer.slice(), 0);
    }

    /**
     * A buffer over the bytes from {@code from} on that keeps nothing alive: whoever asks must see to that. Of memory that
     * is not {@link #isNative} it is a copy.
     */
    public ByteBuffer view(int from, int length) {
        return isNative() ? Native.view(address + from, length) : copy(from, length);
    }

    private ByteBuffer copy(int from, int length) {
        return ByteBuffer.allocate(length).put(0, bytes, from, length);
    }

    /** Fresh memory outside the heap, which native code may search where there is any. */
    public static Block offHeap(int length) {
        return direct(ByteBuffer.allocateDirect(length));
    }

    /** All of a direct buffer, which native code may search where there is any. */
    public static Block direct(ByteBuffer buffer) {
        boolean searched = buffer.capacity() > 0 && NativePart.isUsed();
        return new Block(buffer, searched ? Native.addressOf(buffer) : 0);
    }

    /** A slab of the native part, which is never unmapped. */
    static Block slab(long address, long length) {
        return new Block(Native.view(address, length), address);
    }

    /** The bytes, little end first. For absolute access only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** The array that the bytes are in, from {@link #base} on; null if there is none that can be reached. */
    public byte[] array() {
        return array;
    }

    /** Whether those bytes are all of an array. */
    public boolean isArray(int from, int length) {
        return array != null && length == array.length && base + from == 0;
    }

    /** Where in the array the first byte is. */
    public int base() {
        return base;
    }

    // An array is read as one, which is faster in short loops than through its buffer (SearchParityBenchmark).

    /** That byte. */
    public byte byteAt(int at) {
        return array != null ? array[base + at] : bytes.get(at);
    }

    /** The four bytes from there on, the first one lowest. */
    public int intAt(int at) {
        return array != null ? (int) INTS.get(array, base + at) : bytes.getInt(at);
    }

    /** The eight bytes from there on, the first one lowest. */
    public long longAt(int at) {
        return array != null ? (long) LONGS.get(array, base + at) : bytes.getLong(at);
    }

    /** Whether native code may be given its address. */
    public boolean isNative() {
        return address != 0;
    }

    /** The address of the first byte, for native searching; 0 when it is not to be searched natively. */
    public long address() {
        return address;
    }
}
