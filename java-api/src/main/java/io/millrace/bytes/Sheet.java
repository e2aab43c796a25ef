package io.millrace.bytes;

import io.millrace.engine.Block;

/**
 * A pool's smallest block, from which an arena cuts small chunks, one after the other. The arena holds it as long as it cuts,
 * and each chunk until it is given back; the last one gives the block back. Guarded by itself.
 *
 * <pre>
 *   block:  │ chunk │·│ chunk │ chunk │·│ room …        used: a multiple of 16, 0 ≤ used ≤ size
 * </pre>
 */
final class Sheet {
    /** More than a quarter of a block is taken from the pool as it is, so that no more than a quarter is ever left over. */
    static final int CHUNK_BYTES_MAX = 1 << 10;

    private static final int ALIGNMENT_BYTES = 16;

    private final Pool pool;
    private final Block block;
    private int used;
    private int holders = 1;
    private boolean reusable = true;

    Sheet(Pool pool, Block block) {
        this.pool = pool;
        this.block = block;
    }

    /** The next chunk of so many bytes; null if there is no room for it. */
    synchronized Chunk cut(int bytes) {
        if (bytes > block.bytes().capacity() - used) {
            return null;
        }
        int start = used;
        used = start + bytes + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
        holders++;
        return new Chunk(pool, block, start, this::giveBack);
    }

    /** The arena cuts no more. */
    void close() {
        giveBack(true);
    }

    private synchronized void giveBack(boolean chunkIsReusable) {
        reusable &= chunkIsReusable;
        if (--holders == 0) {
            pool.giveBack(block, reusable);
        }
    }
}
