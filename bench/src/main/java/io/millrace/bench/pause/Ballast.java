package io.millrace.bench.pause;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Live objects that make a full collection slow: many small ones that point at each other at random, so that marking
 * misses the cache at every step. Filled until a collection that is forced takes as long as was asked, or the heap
 * holds no more.
 */
final class Ballast {
    /** Past this share of the heap, allocation itself would collect without end. */
    private static final double FILL_MAX = 0.80;

    private static final int BLOCK_NODES = 1 << 18;
    /** A node with its place in the block: header, two references, a number. Only the first guess depends on it. */
    private static final int NODE_BYTES_GUESS = 36;

    private final List<Node[]> blocks = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private long collections;

    /**
     * Forces full collections, and fills the heap between them, until one takes {@code goalNanos}. What was filled stays:
     * asked again, the first collection is mostly long enough.
     *
     * @return how long the last, longest collection kept its caller waiting, in nanoseconds
     */
    long press(long goalNanos) {
        long blocksMax = (long) (Runtime.getRuntime().maxMemory() * FILL_MAX) / (BLOCK_NODES * (long) NODE_BYTES_GUESS);
        fillTo(Math.max(1, blocksMax / 10));
        long tookNanos = collect();
        while (tookNanos < goalNanos && blocks.size() < blocksMax) {
            fillTo(Math.min(blocksMax, nextSize(tookNanos, goalNanos)));
            tookNanos = collect();
        }
        return tookNanos;
    }

    /** The time of a full collection grows with what lives, so the next try is drawn along that line, at least a tenth. */
    private long nextSize(long tookNanos, long goalNanos) {
        double factor = Math.min(4.0, Math.max(1.1, (double) goalNanos / Math.max(1, tookNanos)));
        return (long) Math.ceil(blocks.size() * factor);
    }

    private void fillTo(long size) {
        while (blocks.size() < size) {
            Node[] block = new Node[BLOCK_NODES];
            for (int i = 0; i < block.length; i++) {
                Node[] other = blocks.isEmpty() || i % 2 == 0 ? block : blocks.get(random.nextInt(blocks.size()));
                block[i] = new Node(other[random.nextInt(Math.max(1, i))], other[random.nextInt(BLOCK_NODES)], i);
            }
            blocks.add(block);
        }
    }

    private long collect() {
        long start = System.nanoTime();
        System.gc();
        collections++;
        return System.nanoTime() - start;
    }

    /** How many full collections were forced so far. */
    long collections() {
        return collections;
    }

    /** Long enough to be many, small enough to be slow to walk. */
    private record Node(Node near, Node far, long number) {}
}
