package io.millrace.bytes;

import io.millrace.engine.EngineLoop;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Memory of a {@link Pool} to write into, from its start on. What was written can be read as slices; what was not, which may
 * be what somebody else has left there, cannot.
 *
 * <pre>
 *   0 ── written ──────────── capacity
 *     slices   │ put, readFrom ►
 * </pre>
 *
 * <p><b>Lifetime.</b> Slices of it are good until {@link #release} or {@link #clear}, on any thread; a retained one until it
 * is released itself, which keeps the memory from the pool.
 *
 * <p><b>Threads.</b> Any, one at a time: while one writes, another's write, {@code clear} or {@code release} is an
 * {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (Region region = pool.take(1 << 20)) {
 *     region.putInt(7, ByteOrder.BIG_ENDIAN).put("seven");
 *     while (region.readFrom(channel) > 0) {
 *         log(region.written() + " bytes, and room for " + region.room());
 *     }
 *     digest.update(region.toSlice().asByteBuffer());
 * }
 * }</pre>
 */
public final class Region implements AutoCloseable {
    private final Chunk chunk;
    private final Chunk.Held lifetime;
    private final int capacity;

    // Guarded by this.
    private int written;
    private boolean busy;
    private boolean released;

    Region(Chunk chunk, int capacity) {
        this.chunk = chunk;
        this.lifetime = chunk.hold(false);
        this.capacity = capacity;
    }

    /** How many bytes it can hold. */
    public int capacity() {
        return capacity;
    }

    /** How many bytes were written. */
    public synchronized int written() {
        return written;
    }

    /** How many more it can hold. */
    public synchronized int room() {
        return capacity - written;
    }

    // ---- Writing

    /** What writes to the memory at a place where there is some room, and says how many bytes that were; negative for none. */
    private interface Writer {
        int write(ByteBuffer bytes, int place, int room) throws IOException;
    }

    /** Lets one writer write at a time, and ends the region after it, if that was asked for meanwhile. */
    private int write(Writer writer) throws IOException {
        int at;
        synchronized (this) {
            if (released) {
                throw over();
            }
            if (busy) {
                throw new IllegalStateException("another thread is writing to this region: one at a time");
            }
            busy = true;
            at = written;
        }
        int count = 0;
        try {
            count = writer.write(chunk.block().bytes(), chunk.start() + at, capacity - at);
        } finally {
            done(Math.max(0, count));
        }
        return count;
    }

    private synchronized void done(int count) {
        busy = false;
        written += count;
        if (released) {
            chunk.endAll();
        }
    }

    private Region put(int count, Writer writer) {
        try {
            write((bytes, place, room) -> {
                if (count > room) {
                    throw new BufferOverflowException();
                }
                writer.write(bytes, place, room);
                return count;
            });
            return this;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Writes a copy of an array.
     *
     * @throws BufferOverflowException if there is no room for all of it; nothing is written then
     */
    public Region put(byte[] bytes) {
        return put(ByteBuffer.wrap(bytes));
    }

    /** As {@link #put(byte[])}, what remains in a buffer; its position does not move. */
    public Region put(ByteBuffer bytes) {
        int count = bytes.remaining();
        return put(count, (target, place, room) -> {
            target.put(place, bytes, bytes.position(), count);
            return count;
        });
    }

    /** As {@link #put(byte[])}, a slice's bytes. */
    public Region put(Slice bytes) {
        return put(bytes.toByteArray());
    }

    /** As {@link #put(byte[])}, the UTF-8 of text. */
    public Region put(CharSequence text) {
        return put(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #put(byte[])}, the lowest eight bits. */
    public Region putByte(int value) {
        return put(1, (target, place, room) -> target.put(place, (byte) value).position());
    }

    /** As {@link #put(byte[])}, four bytes, the highest or the lowest first. */
    public Region putInt(int value, ByteOrder order) {
        boolean swapped = Objects.requireNonNull(order, "order") == ByteOrder.BIG_ENDIAN;
        return put(
                Integer.BYTES,
                (target, place, room) -> target.putInt(place, swapped ? Integer.reverseBytes(value) : value)
                        .position());
    }

    /** As {@link #put(byte[])}, eight bytes, the highest or the lowest first. */
    public Region putLong(long value, ByteOrder order) {
        boolean swapped = Objects.requireNonNull(order, "order") == ByteOrder.BIG_ENDIAN;
        return put(
                Long.BYTES,
                (target, place, room) -> target.putLong(place, swapped ? Long.reverseBytes(value) : value)
                        .position());
    }

    /**
     * Reads once from a channel, as much as there is and as there is room: a file's or a socket's bytes go straight into this
     * memory.
     *
     * @return how many bytes were read; -1 at the channel's end; 0 without room
     */
    public int readFrom(ReadableByteChannel channel) throws IOException {
        if (channel.getClass().getModule() != Object.class.getModule()) {
            chunk.expose(); // it might keep the buffer
        }
        return write((bytes, place, room) -> room == 0 ? 0 : channel.read(bytes.slice(place, room)));
    }

    /**
     * Receives once behind what was written; for {@link io.millrace.Transport#receiveInto}, on the loop's thread.
     *
     * @return how many bytes; 0 for none, or without room
     */
    @SuppressWarnings("exports") // for the floors above, which hand over their engine
    public int receive(EngineLoop engine, long connection) {
        try {
            return write(
                    (bytes, place, room) -> room == 0 ? 0 : engine.receive(connection, chunk.block(), place, room));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // ---- Reading

    /** All that was written, without copying. */
    public synchronized Slice toSlice() {
        return toSlice(0, written);
    }

    /**
     * A part of what was written, without copying.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= written()}
     */
    public synchronized Slice toSlice(int from, int to) {
        Objects.checkFromToIndex(from, to, written);
        if (released) {
            throw over();
        }
        return Slice.received(chunk.block(), lifetime, Slice.NO_SEGMENT, chunk.start() + from, to - from);
    }

    // ---- Ending

    /**
     * Ends its slices, and starts to write at its start again.
     *
     * @throws IllegalStateException if one is retained or shown as a buffer: it would see other bytes
     */
    public synchronized void clear() {
        if (released) {
            throw over();
        }
        if (busy || chunk.isHeldByOthers()) {
            throw new IllegalStateException("this region is being written to, or slices of it are retained or shown:"
                    + " release them, or take another region");
        }
        lifetime.endSlices();
        written = 0;
    }

    /**
     * Gives the memory back, once no retained slice needs it.
     *
     * @throws IllegalStateException if it is released already, or another thread writes to it
     */
    public synchronized void release() {
        if (released) {
            throw over();
        }
        if (busy) {
            throw new IllegalStateException("another thread is writing to this region: release it after that");
        }
        released = true;
        chunk.letGo(lifetime);
    }

    /** Releases it, unless that was done. */
    @Override
    public synchronized void close() {
        if (!released) {
            release();
        }
    }

    /** For its arena: ends it with all of its slices, after the write that is under way. */
    synchronized void end() {
        released = true;
        if (!busy) {
            chunk.endAll();
        }
    }

    private static IllegalStateException over() {
        return new IllegalStateException("this region has been released, or its arena closed: take another");
    }
}
