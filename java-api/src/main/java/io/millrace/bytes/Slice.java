package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.engine.Lifetime;
import io.millrace.engine.MappedLifetime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A read-only view of bytes: refers to them, does not copy them. Taking a piece of it, comparing and searching copy
 * nothing either.
 *
 * <p><b>Lifetime.</b> A slice of the user's own memory ({@code of}, {@code offHeap}, {@link #copy}) has no end; that of a
 * mapped file ends if the file is truncated. One that a
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
public final class Slice extends Value implements Splittable, Comparable<Slice> {
    /** No bytes. */
    public static final Slice EMPTY = new Slice(Block.none(), Lifetime.ENDLESS, 0, 0, 0, 0);

    static final int NO_SEGMENT = -1;

    private Slice(Block block, Lifetime lifetime, long generation, int segment, int offset, int length) {
        super(block, lifetime, generation, segment, offset, length);
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

    /** As {@link #of(ByteBuffer)}, with the care for truncated files that {@link #map(Path, long, int)} takes. */
    public static Slice of(MappedByteBuffer bytes) {
        Block block = Block.of(bytes);
        return new Slice(block, new MappedLifetime(block), Lifetime.NEVER, NO_SEGMENT, 0, bytes.remaining());
    }

    /**
     * Refers to all bytes of a file; see {@link #map(Path, long, int)}.
     *
     * @throws IllegalArgumentException if they are more than 2,147,483,647
     */
    public static Slice map(Path file) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    file + " has " + size + " bytes, and a slice up to " + Integer.MAX_VALUE + ": map parts of it");
        }
        return map(file, 0, (int) size);
    }

    /**
     * Refers to a part of a file, which is mapped into memory: read from the disk as it is looked at, and forgotten by the
     * kernel as it likes. The mapping ends when the slice and its pieces are unreachable. What others write to the file is
     * seen. If somebody truncates it within this part, every method that looks at any of the bytes throws an
     * {@link IllegalStateException} (or an {@link InternalError} in the one that was looking at that moment). The bytes
     * are never looked at by native code.
     *
     * @param from where the part starts, in bytes
     * @throws IndexOutOfBoundsException unless {@code 0 <= from}, {@code 0 <= length} and the file has so many bytes
     */
    public static Slice map(Path file, long from, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Objects.checkFromIndexSize(from, (long) length, channel.size());
            return of(channel.map(FileChannel.MapMode.READ_ONLY, from, length));
        }
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

    // ---- Pieces of it

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
        check();
        return piece(from, to);
    }

    private Slice piece(int from, int to) {
        return new Slice(block, lifetime, generation, segment, offset + from, to - from);
    }

    /** Without the spaces and tabs at both ends. */
    public Slice trim() {
        check();
        int from = 0;
        int to = length;
        while (from < to && isBlank(from)) {
            from++;
        }
        while (from < to && isBlank(to - 1)) {
            to--;
        }
        recheck();
        return piece(from, to);
    }

    private boolean isBlank(int index) {
        byte value = at(index);
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
        check();
        int found = Search.find(block, offset + from, offset + length, wanted);
        recheck();
        return index(found);
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
        return index(found);
    }

    /** Where a mark is first, or -1. */
    public int find(Mark wanted) {
        return find(wanted, 0);
    }

    /** Where a mark is first, at {@code from} or after it, or -1; as {@link #find(byte, int)}. */
    @Override
    public int find(Mark wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        check();
        int found = wanted.find(block, offset + from, offset + length);
        recheck();
        return index(found);
    }

    /** Where {@code wanted} is last, or -1. */
    public int findLast(byte wanted) {
        check();
        int found = Search.findLast(block, offset, offset + length, wanted);
        recheck();
        return index(found);
    }

    /** Where a mark is last, or -1. */
    public int findLast(Mark wanted) {
        check();
        int found = wanted.findLast(block, offset, offset + length);
        recheck();
        return index(found);
    }

    /** How often {@code wanted} is there. */
    public int count(byte wanted) {
        check();
        int found = Search.count(block, offset, offset + length, wanted);
        recheck();
        return found;
    }

    /** How many marks there are, none of which overlaps the one before. */
    public int count(Mark wanted) {
        check();
        int found = wanted.count(block, offset, offset + length);
        recheck();
        return found;
    }

    // ---- Splitting

    /** The pieces between the separators; see {@link Split}. */
    public Split split(byte separator) {
        return split(Mark.of(separator));
    }

    /** The pieces between the marks; see {@link Split}. Between lines: {@code split(Mark.CRLF)}. */
    public Split split(Mark separator) {
        check();
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
        check();
        into.fill(block, offset, from, length, separator);
        recheck();
        return into.count();
    }

    /**
     * As {@link #split(byte, int, OffsetTable)}, at marks: writes where each begins. The next piece begins, and a full table
     * goes on, {@link Mark#length} bytes later.
     */
    public int split(Mark separator, int from, OffsetTable into) {
        Objects.checkFromToIndex(from, length, length);
        check();
        into.fill(block, offset, from, length, separator);
        recheck();
        return into.count();
    }

    // ---- Views for the JDK

    /** A stream over the bytes, without copying them first; it throws once the slice has ended. For one thread. */
    public InputStream asInputStream() {
        return new SliceInput(this);
    }

    /** A channel over the bytes, without copying them first; it throws once the slice has ended. For one thread. */
    public ReadableByteChannel asChannel() {
        return new SliceInput(this);
    }

    // ---- Keeping it

    /** A slice of a copy of the bytes, in the heap: it lasts, and can be a key. */
    public Slice copy() {
        return of(toByteArray());
    }

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
}
