package io.millrace.bytes;

import io.millrace.engine.Block;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Memory outside the heap under the caller's control: regions are taken of it and given back to it, and it never holds more
 * than its ceiling.
 *
 * <pre>
 *   in use + free ≤ ceiling        what is given back is free, for the next region of that size
 * </pre>
 *
 * <p>A region takes the next power of two of what was asked for, from 4 KiB up to 1 GiB. Any thread may use a pool.
 *
 * <pre>{@code
 * Pool pool = new Pool(64 << 20);
 * try (FileChannel file = FileChannel.open(path); Region region = pool.take(1 << 20)) {
 *     region.readFrom(file);
 *     int lines = region.toSlice().count((byte) '\n');
 * }
 * }</pre>
 */
public final class Pool {
    private static final int SMALLEST_BITS = 12;
    private static final int LARGEST_BITS = 30;

    private final long ceilingBytes;
    private final List<ArrayDeque<Block>> free = new ArrayList<>();
    private long inUseBytes;
    private long freeBytes;
    private long peakBytes;
    private long taken;
    private long refused;
    private long views;

    /**
     * What a pool has done. Regions whose slices are retained, or whose {@code asByteBuffer} views are reachable, are in use.
     *
     * @param ceilingBytes the most that may be in use or free
     * @param inUseBytes in regions
     * @param freeBytes kept for the next regions
     * @param peakBytes the most that was in use at one time
     * @param taken how many regions were taken so far; an arena's small ones count as the one that they are cut from
     * @param refused how many were refused
     * @param views how many {@code asByteBuffer} views the collector has not found unreachable
     */
    public record Statistics(
            long ceilingBytes, long inUseBytes, long freeBytes, long peakBytes, long taken, long refused, long views) {}

    /**
     * An empty one; memory is allocated when it is taken.
     *
     * @param ceilingBytes at least 4096
     */
    public Pool(long ceilingBytes) {
        if (ceilingBytes < 1 << SMALLEST_BITS) {
            throw new IllegalArgumentException("a ceiling of " + ceilingBytes + " bytes is under that of one region");
        }
        this.ceilingBytes = ceilingBytes;
        for (int bits = SMALLEST_BITS; bits <= LARGEST_BITS; bits++) {
            free.add(new ArrayDeque<>());
        }
    }

    /**
     * A region of at least {@code bytes}, to be released.
     *
     * @param bytes 1 to 1 GiB
     * @throws PoolFullException if the ceiling or the memory of the process is reached
     */
    public Region take(int bytes) {
        return tryTake(bytes).orElseThrow(() -> full(bytes));
    }

    private PoolFullException full(int bytes) {
        return new PoolFullException("no region of " + bytes + " bytes: " + statistics());
    }

    /** As {@link #take}, or nothing where that throws. */
    public Optional<Region> tryTake(int bytes) {
        if (bytes < 1 || bytes > 1 << LARGEST_BITS) {
            throw new IllegalArgumentException(
                    "a region of " + bytes + " bytes is not within 1 and " + (1 << LARGEST_BITS));
        }
        int bits = Math.max(SMALLEST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1));
        Block block = block(bits);
        if (block == null) {
            return Optional.empty();
        }
        return Optional.of(new Region(new Chunk(this, block, 0, reusable -> giveBack(block, reusable)), bytes));
    }

    /** Memory for an arena's small regions, of which the first is to have so many bytes. */
    Sheet sheet(int bytes) {
        Block block = block(SMALLEST_BITS);
        if (block == null) {
            throw full(bytes);
        }
        return new Sheet(this, block);
    }

    /** Regions that all end together. */
    public Arena arena() {
        return new Arena(this);
    }

    private synchronized Block block(int bits) {
        long size = 1L << bits;
        Block block = free.get(bits - SMALLEST_BITS).poll();
        if (block != null) {
            freeBytes -= size;
        } else if (inUseBytes + size <= ceilingBytes) {
            makeRoom(size);
            block = allocate((int) size);
        }
        if (block == null) {
            refused++;
            return null;
        }
        taken++;
        inUseBytes += size;
        peakBytes = Math.max(peakBytes, inUseBytes);
        return block;
    }

    /** Leaves free memory of other sizes to the garbage collector, the largest first. */
    private void makeRoom(long size) {
        for (int i = free.size() - 1; i >= 0; i--) {
            while (inUseBytes + freeBytes + size > ceilingBytes && free.get(i).poll() != null) {
                freeBytes -= 1L << (i + SMALLEST_BITS);
            }
        }
    }

    private static Block allocate(int size) {
        try {
            return Block.offHeap(size);
        } catch (OutOfMemoryError none) {
            return null; // past the JVM's own limit for direct memory; nothing else has failed
        }
    }

    /** Takes memory back; what others may still write to is not used again. */
    synchronized void giveBack(Block block, boolean reusable) {
        int size = block.bytes().capacity();
        inUseBytes -= size;
        if (reusable) {
            freeBytes += size;
            free.get(Integer.numberOfTrailingZeros(size) - SMALLEST_BITS).push(block);
        }
    }

    /** What it holds and has done. */
    public synchronized Statistics statistics() {
        return new Statistics(ceilingBytes, inUseBytes, freeBytes, peakBytes, taken, refused, views);
    }

    synchronized void countView(int more) {
        views += more;
    }
}
