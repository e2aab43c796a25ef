package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.engine.Lifetime;
import io.millrace.engine.Output;
import java.io.InputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A read-only view of bytes: refers to them, does not copy them. Taking a piece of it, comparing and searching copy
 * nothing either.
 *
 * <pre>
 *   memory:   . . . . G E T _ / i n d e x . . . .
 *                     ├── offset              ┤
 *                     └──── length ───────────┘
 * </pre>
 *
 * <p><b>Lifetime.</b> A slice of the user's own memory ({@code of}, {@code offHeap}, {@link #copy}) has no end. One that a
 * callback receives is valid until its turn of the loop ends, on the loop's thread only. To keep it, {@link #retain} it:
 * that answers a slice which any thread may use until {@link #release}, and holds its segment of usually 64 KiB until
 * then; or {@link #copy} the bytes out. A piece lives as long as what it was taken from. Every method that looks at the
 * bytes throws an {@link IllegalStateException} once that time is over, and says how to keep them.
 *
 * <p><b>As a key.</b> {@code equals} and {@code hashCode} go by content, so that a received slice finds its value in a map
 * whose keys are {@code copy()}s.
 *
 * <p><b>Threads.</b> Like an array: reading from several threads is safe as long as nobody writes to the memory.
 *
 * <pre>{@code
 * Slice line = Slice.of("GET /index HTTP/1.1");
 * int space = line.find((byte) ' ');               // 3
 * Slice method = line.slice(0, space);             // refers to 3 bytes of the 19
 * }</pre>
 */
public final class Slice implements Splittable, Comparable<Slice> {
    /** No bytes. */
    public static final Slice EMPTY = new Slice(Block.none(), Lifetime.ENDLESS, 0, 0, 0, 0);

    static final int NO_SEGMENT = -1;
    private static final int SHOWN_BYTES_MAX = 64;

    private final Block block;
    private final Lifetime lifetime;
    private final long generation;
    private final int segment;
    private final int offset;
    private final int length;

    private Slice(Block block, Lifetime lifetime, long generation, int segment, int offset, int length) {
        this.block = block;
        this.lifetime = lifetime;
        this.generation = generation;
        this.segment = segment;
        this.offset = offset;
        this.length = length;
    }

    // ---- Making one

    /** Refers to a whole array; what is written to it later is seen. */
    public static Slice of(byte[] bytes) {
        return new Slice(Block.of(bytes), Lifetime.ENDLESS, 0, NO_SEGMENT, 0, bytes.length);
    }

    /**
     * Refers to a piece of an array.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= bytes.length}
     */
    public static Slice of(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        return new Slice(Block.of(bytes), Lifetime.ENDLESS, 0, NO_SEGMENT, from, to - from);
    }

    /** Refers to what remains in a buffer of any kind, as it stands now; the buffer's position does not move. */
    public static Slice of(ByteBuffer bytes) {
        return new Slice(Block.of(bytes), Lifetime.ENDLESS, 0, NO_SEGMENT, 0, bytes.remaining());
    }

    /** The bytes of text in UTF-8. */
    public static Slice of(CharSequence text) {
        return of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A copy outside the heap, where longer pieces are searched by native code. */
    public static Slice offHeap(byte[] bytes) {
        Block copy = Block.offHeap(bytes.length);
        copy.bytes().put(0, bytes);
        return new Slice(copy, Lifetime.ENDLESS, 0, NO_SEGMENT, 0, bytes.length);
    }

    /** For the loop: bytes that this turn has received. The types are not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public static Slice received(Block block, Lifetime lifetime, int segment, int offset, int length) {
        return new Slice(block, lifetime, lifetime.generation(), segment, offset, length);
    }

    // ---- Looking at it

    /** How many bytes there are. Also after its time is over. */
    @Override
    public int length() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * The byte at {@code index}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < length()}
     */
    public byte byteAt(int index) {
        Objects.checkIndex(index, length);
        lifetime.check(generation);
        byte value = block.bytes().get(offset + index);
        lifetime.recheck(generation);
        return value;
    }

    /** From {@code from} to the end, without copying; see {@link #slice(int, int)}. */
    public Slice slice(int from) {
        return slice(from, length);
    }

    /**
     * A piece, without copying; it lives as long as this does.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= length()}
     */
    @Override
    public Slice slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        lifetime.check(generation);
        return piece(from, to);
    }

    private Slice piece(int from, int to) {
        return new Slice(block, lifetime, generation, segment, offset + from, to - from);
    }

    /** Without the spaces and tabs at both ends. */
    public Slice trim() {
        lifetime.check(generation);
        int from = 0;
        int to = length;
        while (from < to && isBlank(from)) {
            from++;
        }
        while (from < to && isBlank(to - 1)) {
            to--;
        }
        lifetime.recheck(generation);
        return piece(from, to);
    }

    private boolean isBlank(int index) {
        byte value = block.bytes().get(offset + index);
        return value == ' ' || value == '\t';
    }

    // ---- Finding

    /** Where {@code wanted} is first, or -1. */
    public int find(byte wanted) {
        return find(wanted, 0);
    }

    /**
     * Where {@code wanted} is first, at {@code from} or after it, or -1.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= length()}
     */
    public int find(byte wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        lifetime.check(generation);
        int found = Search.find(block, offset + from, offset + length, wanted);
        lifetime.recheck(generation);
        return found < 0 ? -1 : found - offset;
    }

    /** Where the sequence {@code wanted} is first, or -1; an empty one is at 0. */
    public int find(Slice wanted) {
        return find(wanted, 0);
    }

    /** Where the sequence {@code wanted} is first, at {@code from} or after it, or -1; as {@link #find(byte, int)}. */
    public int find(Slice wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        check(wanted);
        int found = Search.find(block, offset + from, offset + length, wanted.block, wanted.offset, wanted.length);
        recheck(wanted);
        return found < 0 ? -1 : found - offset;
    }

    /** Where a mark is first, or -1. */
    public int find(Mark wanted) {
        return find(wanted, 0);
    }

    /** Where a mark is first, at {@code from} or after it, or -1; as {@link #find(byte, int)}. */
    @Override
    public int find(Mark wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        lifetime.check(generation);
        int found = wanted.find(block, offset + from, offset + length);
        lifetime.recheck(generation);
        return found < 0 ? -1 : found - offset;
    }

    /** Where {@code wanted} is last, or -1. */
    public int findLast(byte wanted) {
        lifetime.check(generation);
        int found = Search.findLast(block, offset, offset + length, wanted);
        lifetime.recheck(generation);
        return found < 0 ? -1 : found - offset;
    }

    /** Where a mark is last, or -1. */
    public int findLast(Mark wanted) {
        lifetime.check(generation);
        int found = wanted.findLast(block, offset, offset + length);
        lifetime.recheck(generation);
        return found < 0 ? -1 : found - offset;
    }

    /** How often {@code wanted} is there. */
    public int count(byte wanted) {
        lifetime.check(generation);
        int found = Search.count(block, offset, offset + length, wanted);
        lifetime.recheck(generation);
        return found;
    }

    /** How many marks there are, none of which overlaps the one before. */
    public int count(Mark wanted) {
        lifetime.check(generation);
        int found = wanted.count(block, offset, offset + length);
        lifetime.recheck(generation);
        return found;
    }

    // ---- Splitting

    /** The pieces between the separators; see {@link Split}. */
    public Split split(byte separator) {
        return split(Mark.of(separator));
    }

    /** The pieces between the marks; see {@link Split}. Between lines: {@code split(Mark.CRLF)}. */
    public Split split(Mark separator) {
        lifetime.check(generation);
        return new Split(this, Objects.requireNonNull(separator, "separator"));
    }

    /** As {@link #split(byte, int, OffsetTable)}, from the start. */
    public int split(byte separator, OffsetTable into) {
        return split(separator, 0, into);
    }

    /**
     * Writes the offset of every separator at {@code from} or after it into a table, as far as it has room: if it gets
     * full, go on after its last offset. The fastest way to split: one call, and no objects.
     *
     * @return how many were found, which is also the table's {@code count()}
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= length()}
     */
    public int split(byte separator, int from, OffsetTable into) {
        Objects.checkFromToIndex(from, length, length);
        lifetime.check(generation);
        into.fill(block, offset, from, length, separator);
        lifetime.recheck(generation);
        return into.count();
    }

    /**
     * As {@link #split(byte, int, OffsetTable)}, at marks: writes where each begins. The next piece begins, and a full table
     * goes on, {@link Mark#length} bytes later.
     */
    public int split(Mark separator, int from, OffsetTable into) {
        Objects.checkFromToIndex(from, length, length);
        lifetime.check(generation);
        into.fill(block, offset, from, length, separator);
        lifetime.recheck(generation);
        return into.count();
    }

    // ---- Comparing

    /** Whether it starts with the bytes of {@code prefix}. */
    public boolean startsWith(Slice prefix) {
        return prefix.length <= length && matches(0, prefix);
    }

    /** Whether it ends with the bytes of {@code suffix}. */
    public boolean endsWith(Slice suffix) {
        return suffix.length <= length && matches(length - suffix.length, suffix);
    }

    private boolean matches(int from, Slice other) {
        check(other);
        boolean same = Search.mismatch(block, offset + from, other.block, other.offset, other.length) < 0;
        recheck(other);
        return same;
    }

    /** Whether the bytes are the same, apart from the case of ASCII letters. */
    public boolean equalsIgnoreCase(Slice other) {
        check(other);
        boolean same = length == other.length;
        for (int i = 0; same && i < length; i++) {
            same = Ascii.lower(block.bytes().get(offset + i))
                    == Ascii.lower(other.block.bytes().get(other.offset + i));
        }
        recheck(other);
        return same;
    }

    /** Whether the bytes are those of {@code text}, each letter one byte; false if it has any past U+00FF. */
    public boolean contentEquals(CharSequence text) {
        lifetime.check(generation);
        boolean same = length == text.length();
        for (int i = 0; same && i < length; i++) {
            same = (block.bytes().get(offset + i) & 0xff) == text.charAt(i);
        }
        lifetime.recheck(generation);
        return same;
    }

    /** By content. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Slice that && that.length == length && matches(0, that));
    }

    /** By content; looks at every byte each time. */
    @Override
    public int hashCode() {
        lifetime.check(generation);
        long hash = Search.hash(block, offset, offset + length);
        lifetime.recheck(generation);
        return Long.hashCode(hash);
    }

    /** By content: the first byte that differs decides, taken as 0 to 255; then the length. */
    @Override
    public int compareTo(Slice other) {
        check(other);
        int common = Math.min(length, other.length);
        int at = Search.mismatch(block, offset, other.block, other.offset, common);
        int order = at < 0
                ? Integer.compare(length, other.length)
                : Byte.compareUnsigned(
                        block.bytes().get(offset + at), other.block.bytes().get(other.offset + at));
        recheck(other);
        return order;
    }

    // ---- Reading it as text and numbers

    /** Whether it is well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF, nothing cut off. */
    public boolean isUtf8() {
        lifetime.check(generation);
        boolean is = Search.isUtf8(block, offset, offset + length);
        lifetime.recheck(generation);
        return is;
    }

    /**
     * The decimal number that all of it is: digits, and perhaps a minus before them.
     *
     * @throws MalformedNumberException for anything else, with the offset; also when it does not fit
     */
    public int parseInt() {
        return (int) parse(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** As {@link #parseInt}, for a {@code long}. */
    public long parseLong() {
        return parse(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long parse(long least, long greatest) {
        lifetime.check(generation);
        long number = Numbers.decimal(block.bytes(), offset, length, least, greatest);
        lifetime.recheck(generation);
        return number;
    }

    /**
     * The hexadecimal number that all of it is: digits of either case, no sign, no prefix; up to 7fffffffffffffff.
     *
     * @throws MalformedNumberException for anything else, with the offset; also when it does not fit
     */
    public long parseHex() {
        lifetime.check(generation);
        long number = Numbers.hex(block.bytes(), offset, length);
        lifetime.recheck(generation);
        return number;
    }

    /**
     * The number that all of it is, correctly rounded: digits, perhaps a minus before them, a point with digits behind it, and
     * an {@code e} with an exponent. Up to 18 digits with an exponent that is near make no object.
     *
     * @throws MalformedNumberException for anything else, with the offset: no digit before or after the point, a plus, spaces,
     *     NaN or infinity; also when it is too large
     */
    public double parseDouble() {
        lifetime.check(generation);
        double number = Numbers.real(block.bytes(), offset, length);
        lifetime.recheck(generation);
        return number;
    }

    // ---- Copying out

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
    }

    /** A slice of a copy of the bytes, in the heap: it lasts, and can be a key. */
    public Slice copy() {
        return of(toByteArray());
    }

    /**
     * Copies all bytes into {@code target}, from {@code at} on.
     *
     * @throws IndexOutOfBoundsException if they do not fit there; nothing is copied then
     */
    public void copyTo(byte[] target, int at) {
        copyTo(0, length, target, at);
    }

    /** A part of them, which the caller guarantees to be there. */
    void copyTo(int from, int count, byte[] target, int at) {
        Objects.checkFromIndexSize(at, count, target.length);
        lifetime.check(generation);
        block.bytes().get(offset + from, target, at, count);
        if (lifetime.isOver(generation)) {
            Arrays.fill(target, at, at + count, (byte) 0); // it may be another connection's bytes
        }
        lifetime.recheck(generation);
    }

    /**
     * Copies all bytes to the position of {@code target}, and moves it on.
     *
     * @throws BufferOverflowException if they do not fit; nothing is copied then
     * @throws java.nio.ReadOnlyBufferException if it cannot be written
     */
    public void copyTo(ByteBuffer target) {
        if (length > target.remaining()) {
            throw new BufferOverflowException();
        }
        if (lifetime == Lifetime.ENDLESS) {
            target.put(target.position(), block.bytes(), offset, length);
            target.position(target.position() + length);
        } else {
            target.put(toByteArray()); // it may end meanwhile, and then nothing of it may be seen there
        }
    }

    /** The bytes as text; what is malformed in that charset becomes its replacement. */
    public String toString(Charset charset) {
        Objects.requireNonNull(charset, "charset");
        return new String(toByteArray(), charset);
    }

    /** For people: its length and how it starts. Never throws. */
    @Override
    public String toString() {
        try {
            byte[] start = slice(0, Math.min(length, SHOWN_BYTES_MAX)).toByteArray();
            return "Slice[" + length + " bytes: " + Ascii.printable(start) + (length > start.length ? "…]" : "]");
        } catch (IllegalStateException over) {
            return "Slice[" + length + " bytes, not readable now]";
        }
    }

    // ---- Views for the JDK

    /**
     * A read-only view without copying, for what takes buffers: valid on any thread, and as long as it or a duplicate of it
     * is reachable, whatever happens to the slice or to its loop. Of received bytes it holds their segment until the garbage
     * collector finds it gone: for a moment's use, not for keeping many.
     */
    public ByteBuffer asByteBuffer() {
        return lifetime.view(generation, block, segment, offset, length).asReadOnlyBuffer();
    }

    /** A stream over the bytes, without copying them first; it throws once the slice has ended. For one thread. */
    public InputStream asInputStream() {
        return new SliceInput(this);
    }

    /** A channel over the bytes, without copying them first; it throws once the slice has ended. For one thread. */
    public ReadableByteChannel asChannel() {
        return new SliceInput(this);
    }

    // ---- Keeping it, and sending it

    /**
     * The same bytes for longer, without copying: a slice that any thread may use, until its {@link #release}. Each
     * {@code retain} wants one {@code release}, on the slice that it answered. Of the user's own memory: the same slice.
     *
     * @throws IllegalStateException if its time is over
     */
    public Slice retain() {
        Lifetime longer = lifetime.retain(generation, segment);
        return longer == lifetime ? this : new Slice(block, longer, longer.generation(), segment, offset, length);
    }

    /**
     * Ends a retained slice, and every piece that was taken of it. From any thread. Of the user's own memory: does nothing.
     *
     * @throws IllegalStateException if it is released already, or was received and not retained
     */
    public void release() {
        lifetime.release(generation);
    }

    /** From there to the end; also after its time is over. */
    Slice rest(int from) {
        return piece(from, length);
    }

    /** Releases what was retained, if it has not ended by itself. */
    void letGo() {
        try {
            lifetime.release(generation);
        } catch (IllegalStateException over) {
            // Its loop is closed, and the memory is given back.
        }
    }

    /** For transports and feeds: sends the bytes to {@code target}. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public void sendTo(Output output, long target) {
        lifetime.check(generation);
        if (length == 0 || output.refer(target, lifetime, segment, offset, length)) {
            return;
        }
        if (lifetime == Lifetime.ENDLESS) {
            output.copy(target, block.bytes(), offset, length);
        } else {
            // Another loop's: it may be released while it is copied, and then nothing of it may be sent.
            output.copy(target, toByteArray(), 0, length);
        }
    }

    private void check(Slice other) {
        lifetime.check(generation);
        other.lifetime.check(other.generation);
    }

    private void recheck(Slice other) {
        lifetime.recheck(generation);
        other.lifetime.recheck(other.generation);
    }
}
