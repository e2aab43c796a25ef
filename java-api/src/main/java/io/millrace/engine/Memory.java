package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The memory that all loops of the process share: slabs, each seen by Java once and then as long as the process lives, and
 * the table that says in which slab a segment lies. Any thread.
 */
final class Memory {
    private static final int SLABS_MAX = 1 << 16;
    private static final AtomicReferenceArray<Block> SLABS = new AtomicReferenceArray<>(SLABS_MAX);

    private static volatile ByteBuffer segments;

    private Memory() {}

    /**
     * Loads the library if it is not loaded.
     *
     * @throws io.millrace.jni.UnavailableException with cause and cure
     */
    static void load() {
        if (segments == null) {
            Library.load();
            segments = shared(Codes.BLOCK_SEGMENTS, 0);
        }
    }

    /** A block of shared memory, in native order. */
    static ByteBuffer shared(int block, long which) {
        long address = Native.blockAddress(block, which);
        if (address == 0) {
            throw new IllegalStateException("there is no block " + block + " of " + which);
        }
        return Native.view(address, Native.blockLength(block, which)).order(ByteOrder.nativeOrder());
    }

    static Block slab(int index) {
        Block known = SLABS.getAcquire(index);
        return known != null ? known : view(index);
    }

    private static synchronized Block view(int index) {
        Block known = SLABS.getAcquire(index);
        if (known == null) {
            long address = Native.blockAddress(Codes.BLOCK_SLAB, index);
            if (address == 0) {
                throw new IllegalStateException("there is no slab " + index);
            }
            known = Block.slab(address, Native.blockLength(Codes.BLOCK_SLAB, index));
            SLABS.setRelease(index, known);
        }
        return known;
    }

    static int slabOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_SLAB);
    }

    /** Where a segment starts in its slab. */
    static int startOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_OFFSET);
    }

    static int sizeOf(int segment) {
        return segments.getInt(segment * Records.SEGMENT_ENTRY_BYTES + Records.SEGMENT_ENTRY_SIZE);
    }
}
