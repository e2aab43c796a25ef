package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.engine.Datagrams;
import io.millrace.engine.Lifetime;
import io.millrace.engine.Output;
import io.millrace.engine.Reading;
import java.net.InetSocketAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where some bytes lie, and how long they may be read there: what a {@link Slice} is made of.
 *
 * <pre>
 *   block:    . . . . G E T _ / i n d e x . . . .
 *                     ├── offset              ┤
 *                     └──── length ───────────┘
 * </pre>
 *
 * <p>Every method that looks at the bytes checks the lifetime before it reads, and again afterwards, where another thread may
 * have ended it meanwhile: what was read is thrown away then.
 */
abstract sealed class Span permits Value {
    private static final int PIECE_BYTES = 64 << 10;

    final Block block;
    final Lifetime lifetime;
    final long generation;
    final int segment;
    final int offset;
    final int length;

    Span(Block block, Lifetime lifetime, long generation, int segment, int offset, int length) {
        this.block = block;
        this.lifetime = lifetime;
        this.generation = generation;
        this.segment = segment;
        this.offset = offset;
        this.length = length;
    }

    // ---- How long

    /** Before a read. */
    final void check() {
        if (lifetime != Lifetime.ENDLESS) { // as most are that are read in a hurry: nothing to ask
            lifetime.check(generation);
        }
    }

    /** After a read. */
    final void recheck() {
        if (lifetime != Lifetime.ENDLESS) {
            lifetime.recheck(generation);
        }
    }

    /** Before a read of both. */
    final void check(Span other) {
        check();
        other.check();
    }

    /** After a read of both. */
    final void recheck(Span other) {
        recheck();
        other.recheck();
    }

    // ---- Where

    /** How many bytes there are. Also after its time is over. */
    public int length() {
        return length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** A place in the block as one in this span; -1 stays -1. */
    final int index(int place) {
        return place < 0 ? -1 : place - offset;
    }

    /**
     * The byte at {@code index}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < length()}
     */
    public byte byteAt(int index) {
        Objects.checkIndex(index, length);
        check();
        byte value = at(index);
        recheck();
        return value;
    }

    /** A byte that the caller guarantees to be there, between its checks. */
    final byte at(int index) {
        return block.byteAt(offset + index);
    }

    // ---- Out of there

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
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
    final void copyTo(int from, int count, byte[] target, int at) {
        Objects.checkFromIndexSize(at, count, target.length);
        check();
        boolean good = false;
        try {
            if (block.array() != null) {
                System.arraycopy(block.array(), block.base() + offset + from, target, at, count);
            } else {
                block.bytes().get(offset + from, target, at, count);
            }
            recheck();
            good = true;
        } catch (InternalError fault) {
            recheck(); // says better what has happened, if it is the mapped file
            throw fault;
        } finally {
            if (!good) {
                Arrays.fill(target, at, at + count, (byte) 0); // it may be another connection's bytes
            }
        }
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

    /**
     * A read-only view without copying, for what takes buffers: valid on any thread, and as long as it or a duplicate of it
     * is reachable, whatever happens to the slice or to its loop. Of received bytes it holds their segment until the garbage
     * collector finds it gone: for a moment's use, not for keeping many. Of a mapped file, nothing protects it from the file's
     * truncation but what the JDK does, which is less.
     */
    public ByteBuffer asByteBuffer() {
        return lifetime.view(generation, block, segment, offset, length).asReadOnlyBuffer();
    }

    /** For transports and feeds: sends the bytes to {@code target}. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public void sendTo(Output output, long target) {
        check();
        if (length == 0 || output.refer(target, lifetime, segment, offset, length)) {
            return;
        }
        if (lifetime == Lifetime.ENDLESS) {
            output.copy(target, block.bytes(), offset, length);
        } else {
            sendPieces(output, target);
        }
    }

    /** For connections: puts the bytes back in front of the input, without copying those that this loop has received. */
    @SuppressWarnings("exports")
    public void putBackTo(Output output, long connection, int used) {
        check();
        if (length > 0 && !output.putBack(connection, lifetime, segment, offset, length, used)) {
            output.putBack(connection, toByteArray(), used);
        }
    }

    /** For decoders: has the bytes read where they lie, and its answer thrown away if they ended meanwhile. */
    @SuppressWarnings("exports")
    public int read(Reading reading) {
        check();
        int answer = reading.read(block, offset, length);
        recheck();
        return answer;
    }

    /** For connections: sends the bytes in a message to their own protocol. */
    @SuppressWarnings("exports")
    public void messageTo(Output output, long connection, int kind, long number) {
        check();
        if (length == 0 || !output.message(connection, kind, number, lifetime, segment, offset, length)) {
            output.message(connection, kind, number, toByteArray());
        }
    }

    /** For sockets: sends the bytes as one datagram. */
    @SuppressWarnings("exports")
    public void sendTo(Datagrams socket, InetSocketAddress to) {
        check();
        if (socket.refer(to, lifetime, segment, offset, length)) {
            return;
        }
        if (lifetime == Lifetime.ENDLESS) {
            socket.copy(to, block.bytes(), offset, length);
        } else {
            socket.copy(to, toByteArray());
        }
    }

    /** What may end while it is copied, another loop's or a mapped file: what was there no more must not be sent. */
    private void sendPieces(Output output, long target) {
        byte[] piece = new byte[Math.min(length, PIECE_BYTES)];
        for (int from = 0, count; from < length; from += count) {
            count = Math.min(piece.length, length - from);
            copyTo(from, count, piece, 0);
            output.copy(target, piece, 0, count);
        }
    }
}
