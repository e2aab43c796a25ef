package io.millrace.bytes;

import java.nio.ByteBuffer;

/**
 * The chunk that a buffer writes its own bytes into. What was written is never written again, so that slices of it last.
 *
 * <pre>
 *   chunk:  │ sealed │ written, not sealed │ room │        0 ≤ from ≤ position ≤ capacity
 * </pre>
 */
final class Tail {
    private static final int CHUNK_BYTES_MIN = 256;
    private static final int CHUNK_BYTES_MAX = 64 << 10;

    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private int from;

    int length() {
        return chunk.position() - from;
    }

    int room() {
        return chunk.remaining();
    }

    /** To write into, as far as there is room. */
    ByteBuffer chunk() {
        return chunk;
    }

    void put(ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), chunk.remaining());
        chunk.put(chunk.position(), bytes, bytes.position(), count);
        chunk.position(chunk.position() + count);
        bytes.position(bytes.position() + count);
    }

    /** What was written since the last time. */
    Slice seal() {
        Slice written = Slice.of(chunk.array(), from, chunk.position());
        from = chunk.position();
        return written;
    }

    /** Another chunk, twice as large up to a bound; after {@link #seal}. */
    void renew() {
        int size = Math.max(CHUNK_BYTES_MIN, Math.min(CHUNK_BYTES_MAX, chunk.capacity() * 2));
        chunk = ByteBuffer.allocate(size);
        from = 0;
    }
}
