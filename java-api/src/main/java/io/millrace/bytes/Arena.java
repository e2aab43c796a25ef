package io.millrace.bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * Regions of a pool that end together: closing it releases all of them, and ends every slice of them, retained ones too.
 * Any thread.
 *
 * <p>Regions of up to 1 KiB are cut from blocks of 4 KiB, one after the other, each at an address that is a multiple of 16.
 * One that is released before does not make room for others, but a block goes back to the pool with the last of its regions.
 *
 * <pre>{@code
 * try (Arena arena = pool.arena()) {
 *     Region head = arena.take(200).put("HTTP/1.1 200 OK\r\n");   // 208 bytes of a block
 *     Region body = arena.take(1 << 20);                           // a region as the pool has them
 *     body.readFrom(channel);
 * }   // all of it is the pool's again
 * }</pre>
 */
public final class Arena implements AutoCloseable {
    private final Pool pool;
    private final List<Region> regions = new ArrayList<>();
    private Sheet sheet;
    private boolean closed;

    Arena(Pool pool) {
        this.pool = pool;
    }

    /**
     * As {@link Pool#take}. It may be released before.
     *
     * @throws IllegalStateException if the arena is closed
     */
    public synchronized Region take(int bytes) {
        if (closed) {
            throw new IllegalStateException("this arena is closed: make another of the pool");
        }
        boolean small = bytes >= 1 && bytes <= Sheet.CHUNK_BYTES_MAX;
        Region region = small ? new Region(cut(bytes), bytes) : pool.take(bytes);
        regions.add(region);
        return region;
    }

    private Chunk cut(int bytes) {
        Chunk chunk = sheet == null ? null : sheet.cut(bytes);
        if (chunk == null) {
            Sheet next = pool.sheet(bytes);
            closeSheet();
            sheet = next;
            chunk = sheet.cut(bytes);
        }
        return chunk;
    }

    private void closeSheet() {
        if (sheet != null) {
            sheet.close();
        }
    }

    /** Ends everything that was taken of it. What is being written to at this moment ends when that is done. */
    @Override
    public synchronized void close() {
        closed = true;
        regions.forEach(Region::end);
        regions.clear();
        closeSheet();
        sheet = null;
    }
}
