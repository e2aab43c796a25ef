package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The memory that all loops of a seam share: slabs, each seen once and then as long as the process lives, the table that
 * says in which slab a segment lies, and the figures. Any thread.
 */
public final class Memory {
    private static final int SLABS_MAX = 1 << 16;

    /** Those of all seams of the process. */
    private static final List<Memory> ALL = new CopyOnWriteArrayList<>();

    /** Made when first asked for; one that could not be made says the same each time. */
    private static final class OfNative {
        static final Memory MEMORY = new Memory(new NativeSeam());
    }

    private final Seam seam;
    private final AtomicReferenceArray<Block> slabs = new AtomicReferenceArray<>(SLABS_MAX);
    private final ByteBuffer segments;
    private final ByteBuffer connections;
    private final ByteBuffer feeds;
    private final Views views = new Views(this);

    /** Of a seam, once for each. */
    public Memory(Seam seam) {
        this.seam = seam;
        segments = shared(Codes.BLOCK_SEGMENTS, 0);
        connections = shared(Codes.BLOCK_CONNECTION_STATS, 0);
        feeds = shared(Codes.BLOCK_FEED_STATS, 0);
        ALL.add(this);
    }

    /**
     * That of the native part, which is loaded if it is not.
     *
     * @throws io.millrace.jni.UnavailableException with cause and cure
     */
    public static Memory ofNative() {
        NativePart.load();
        return OfNative.MEMORY;
    }

    static List<Memory> all() {
        return ALL;
    }

    Seam seam() {
        return seam;
    }

    Views views() {
        return views;
    }

    /** A block of shared memory, in native order. */
    ByteBuffer shared(int block, long which) {
        ByteBuffer memory = seam.block(block, which);
        if (memory == null) {
            throw new IllegalStateException("there is no block " + block + " of " + which);
        }
        return memory;
    }

    Block slab(int index) {
        Block known = slabs.getAcquire(index);
        return known != null ? known : view(index);
    }

    private synchronized Block view(int index) {
        Block known = slabs.getAcquire(index);
        if (known == null) {
            known = seam.slab(index);
            if (known == null) {
                throw new IllegalStateException("there is no slab " + index);
            }
            slabs.setRelease(index, known);
        }
        return known;
    }

    int slabOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_SLAB);
    }

    /** Where a segment starts in its slab. */
    int startOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_OFFSET);
    }

    int sizeOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_SIZE);
    }

    /** The figures of all connections. */
    ByteBuffer connections() {
        return connections;
    }

    /** The figures of all feeds. */
    ByteBuffer feeds() {
        return feeds;
    }
}
