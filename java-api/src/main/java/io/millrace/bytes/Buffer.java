package io.millrace.bytes;

import io.millrace.engine.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Bytes that grow at the end and are taken from the start. Slices are linked, not copied; what else is appended is copied
 * once, into chunks that never move. So any sequence of appends and takes costs linear time.
 *
 * <pre>
 *   take, drop ◄── │ a slice │ another one │ own chunk … │ ◄── append
 *                  0                                length
 * </pre>
 *
 * <p><b>Lifetime.</b> A linked slice is retained until it is taken or dropped: to let go of received bytes, {@link #clear}.
 * When their loop closes first, every method that looks at them throws an {@link IllegalStateException}; {@code drop} and
 * {@code clear} do not.
 *
 * <p><b>Threads.</b> One at a time. <b>Limit.</b> 2,147,483,647 bytes; appending more is an {@link IllegalStateException}.
 *
 * <pre>{@code
 * Buffer answer = new Buffer().append("HTTP/1.1 200 OK\r\nContent-Length: ").appendDecimal(body.length());
 * answer.append("\r\n\r\n").append(body);          // linked
 * while (!answer.isEmpty()) {
 *     answer.gatherTo(channel);                    // one system call for all pieces
 * }
 * }</pre>
 */
public final class Buffer implements Splittable {
    /** Pieces in one gathering write; Linux takes 1,024, and past some tens there is nothing left to gain. */
    private static final int GATHERED_MAX = 64;

    private final Pieces pieces = new Pieces();
    private final Tail tail = new Tail();
    private long copiedBytes;

    /** An empty one. */
    public Buffer() {}

    // ---- Looking at it

    /** How many bytes there are. */
    @Override
    public int length() {
        return pieces.length() + tail.length();
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return length() == 0;
    }

    /** How many bytes this buffer has copied so far: those appended that were no slices, and pieces put together. */
    public long copiedBytes() {
        return copiedBytes;
    }

    /** The slices that it consists of, in order; each is good until it is taken or dropped here. */
    public List<Slice> pieces() {
        return sealed().list();
    }

    /**
     * The byte at {@code index}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < length()}
     */
    public byte byteAt(int index) {
        Objects.checkIndex(index, length());
        return sealed().byteAt(index);
    }

    /** Where {@code wanted} is first, or -1. */
    public int find(byte wanted) {
        return find(Mark.of(wanted), 0);
    }

    /** Where a mark is first, or -1, also across pieces. */
    public int find(Mark wanted) {
        return find(wanted, 0);
    }

    /**
     * Where a mark is first, at {@code from} or after it, or -1, also across pieces.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= length()}
     */
    @Override
    public int find(Mark wanted, int from) {
        Objects.requireNonNull(wanted, "wanted");
        Objects.checkFromToIndex(from, length(), length());
        return sealed().find(wanted, from);
    }

    /** The parts between the marks; see {@link #slice} for what is copied. Change nothing here while they are made. */
    public Split split(Mark separator) {
        return new Split(this, Objects.requireNonNull(separator, "separator"));
    }

    /**
     * A part of it: within one piece it refers, and is good until that is taken or dropped; over several it is a copy.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= length()}
     */
    @Override
    public Slice slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length());
        Slice within = sealed().within(from, to);
        return within != null ? within : together(from, to);
    }

    private Slice together(int from, int to) {
        byte[] copy = new byte[to - from];
        pieces.copyTo(from, to, copy);
        copiedBytes += copy.length;
        return Slice.of(copy);
    }

    /** The first of the slices; there is one. */
    Slice firstPiece() {
        return sealed().first();
    }

    private Pieces sealed() {
        if (tail.length() > 0) {
            pieces.add(tail.seal());
        }
        return pieces;
    }

    // ---- Appending

    private void need(int more) {
        if (more > Integer.MAX_VALUE - length()) {
            throw new IllegalStateException("a buffer holds up to " + Integer.MAX_VALUE + " bytes: this one has "
                    + length() + ", and " + more + " more are too many");
        }
    }

    /** Links a slice, without copying; retains it, if it is received. */
    public Buffer append(Slice bytes) {
        need(bytes.length());
        Slice kept = bytes.retain();
        if (!kept.isEmpty()) {
            sealed().add(kept);
        } else if (kept != bytes) {
            kept.letGo();
        }
        return this;
    }

    /**
     * Moves all pieces of another buffer here, without copying; it is empty then.
     *
     * @throws IllegalArgumentException if it is this one
     */
    public Buffer append(Buffer other) {
        if (other == this) {
            throw new IllegalArgumentException("a buffer cannot be appended to itself: append its slices");
        }
        need(other.length());
        sealed().addAll(other.sealed());
        return this;
    }

    /** Appends a copy; to link an array instead: {@code append(Slice.of(bytes))}. */
    public Buffer append(byte[] bytes) {
        return append(bytes, 0, bytes.length);
    }

    /**
     * Appends a copy of a piece.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= bytes.length}
     */
    public Buffer append(byte[] bytes, int from, int to) {
        Objects.checkFromToIndex(from, to, bytes.length);
        need(to - from);
        return append(ByteBuffer.wrap(bytes, from, to - from));
    }

    /** Appends a copy of what remains in a buffer, and moves its position to its limit. */
    public Buffer append(ByteBuffer bytes) {
        need(bytes.remaining());
        copiedBytes += bytes.remaining();
        while (bytes.hasRemaining()) {
            roomFor(1);
            tail.put(bytes);
        }
        return this;
    }

    /** Appends the UTF-8 of text. */
    public Buffer append(CharSequence text) {
        return append(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Appends the lowest eight bits. */
    public Buffer appendByte(int value) {
        need(1);
        roomFor(1).put((byte) value);
        copiedBytes++;
        return this;
    }

    /** Appends four bytes, the highest or the lowest first. */
    public Buffer appendInt(int value, ByteOrder order) {
        boolean swapped = Objects.requireNonNull(order, "order") == ByteOrder.LITTLE_ENDIAN;
        need(Integer.BYTES);
        roomFor(Integer.BYTES).putInt(swapped ? Integer.reverseBytes(value) : value);
        copiedBytes += Integer.BYTES;
        return this;
    }

    /** Appends eight bytes, the highest or the lowest first. */
    public Buffer appendLong(long value, ByteOrder order) {
        boolean swapped = Objects.requireNonNull(order, "order") == ByteOrder.LITTLE_ENDIAN;
        need(Long.BYTES);
        roomFor(Long.BYTES).putLong(swapped ? Long.reverseBytes(value) : value);
        copiedBytes += Long.BYTES;
        return this;
    }

    /** Appends a number's decimal digits, with a minus if it is below zero. */
    public Buffer appendDecimal(long value) {
        return append(Long.toString(value));
    }

    private ByteBuffer roomFor(int bytes) {
        if (tail.room() < bytes) {
            sealed();
            tail.renew();
        }
        return tail.chunk();
    }

    // ---- Taking

    /**
     * Takes the first bytes away. Within one piece they are not copied; release the slice, if it may be received bytes.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= count <= length()}
     */
    public Slice take(int count) {
        Slice taken = slice(0, count);
        Slice kept = taken.retain();
        drop(count);
        return kept;
    }

    /** Takes the first bytes away as a buffer, without copying; otherwise as {@link #take}. */
    public Buffer takeBuffer(int count) {
        Objects.checkFromIndexSize(0, count, length());
        Buffer taken = new Buffer();
        sealed().moveTo(taken.pieces, count);
        return taken;
    }

    /**
     * Forgets the first bytes, and lets go of the slices that they are all of.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= count <= length()}
     */
    public void drop(int count) {
        Objects.checkFromIndexSize(0, count, length());
        sealed().drop(count);
    }

    /** Forgets everything. */
    public void clear() {
        drop(length());
    }

    // ---- Channels and streams

    /**
     * Writes from the start, as much as the channel takes of up to 64 pieces in one gathering call, and drops what was
     * written. Without copying here; the channel copies what lies in the heap.
     *
     * @return how many bytes were written
     */
    public long gatherTo(GatheringByteChannel channel) throws IOException {
        Objects.requireNonNull(channel, "channel");
        ByteBuffer[] views = sealed().views(GATHERED_MAX);
        long written = views.length == 0 ? 0 : channel.write(views);
        drop((int) written);
        return written;
    }

    /** For transports: sends and takes all. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public void sendTo(Output output, long target) {
        sealed().sendTo(output, target);
    }

    /** A stream that takes bytes away as it reads them, and ends where the buffer is empty. */
    public InputStream asInputStream() {
        return new BufferInput(this);
    }

    /** A stream that appends what is written to it. */
    public OutputStream asOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                appendByte(value);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                Objects.checkFromIndexSize(from, length, bytes.length);
                append(bytes, from, from + length);
            }
        };
    }

    /** For people: its length and how it starts. */
    @Override
    public String toString() {
        return "Buffer[" + length() + " bytes in " + sealed().count() + " pieces]";
    }
}
