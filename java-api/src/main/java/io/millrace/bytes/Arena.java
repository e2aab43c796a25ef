package io.millrace.bytes;

import java.util.ArrayList;
import java.util.List;

/**
 * Regions of a pool that end together: closing it releases all of them, and ends every slice of them, retained ones too.
 * Any thread.
 *
 * <pre>{@code
 * try (Arena arena = pool.arena()) {
 *     Region head = arena.take(8 << 10);
 *     Region body = arena.take(1 << 20);
 *     …
 * }   // all of it is the pool's again
 * }</pre>
 */
public final class Arena implements AutoCloseable {
    private final Pool pool;
    private final List<Region> regions = new ArrayList<>();
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
        Region region = pool.take(bytes);
        regions.add(region);
        return region;
    }

    /** Ends everything that was taken of it. What is being written to at this moment ends when that is done. */
    @Override
    public synchronized void close() {
        closed = true;
        regions.forEach(Region::end);
        regions.clear();
    }
}
