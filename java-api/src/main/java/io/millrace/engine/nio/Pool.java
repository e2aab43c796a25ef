package io.millrace.engine.nio;

import io.millrace.engine.Block;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * All memory that bytes are received into, or written from, comes from one pool with a ceiling. Any thread.
 *
 * <pre>
 *   class 0: 512 B    class 1: 1 KiB   ...   class 7: 64 KiB (the usual one)   ...   class 15: 16 MiB
 *      free: s s s       free: s s                free: s                                free:
 * </pre>
 *
 * <p>Slabs are made as needed and stay, so that a view of them can at worst be out of date.
 */
final class Pool {
    static final long CEILING_BYTES = 1L << 30;
    private static final int LEAST_SEGMENT_BYTES = 512;
    private static final int CLASSES = 16;
    private static final int SLAB_BYTES = 4 << 20;

    private final ByteBuffer entries = ByteBuffer.allocateDirect(Records.SEGMENTS_MAX * Records.SEGMENT_ENTRY_BYTES)
            .order(ByteOrder.nativeOrder());
    private final AtomicReferenceArray<Segment> byId = new AtomicReferenceArray<>(Records.SEGMENTS_MAX);
    private final List<ArrayDeque<Segment>> free = new ArrayList<>();
    private final List<ByteBuffer> slabs = new ArrayList<>();
    private int made;
    private long segmentsInUse;
    private long bytesInUse;

    Pool() {
        for (int i = 0; i < CLASSES; i++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** The table that says where each segment lies. */
    ByteBuffer entries() {
        return entries.duplicate().order(ByteOrder.nativeOrder());
    }

    /** A segment of at least so many bytes, held once; null at the ceiling, or when there is no memory. */
    synchronized Segment take(int bytes) {
        int sizeClass = classOf(bytes);
        if (sizeClass >= CLASSES || bytesInUse + classBytes(sizeClass) > CEILING_BYTES) {
            return null;
        }
        if (free.get(sizeClass).isEmpty() && !makeSlab(sizeClass)) {
            return null;
        }
        Segment segment = free.get(sizeClass).pop();
        segmentsInUse++;
        bytesInUse += segment.size;
        segment.giveOut();
        return segment;
    }

    synchronized void giveBack(Segment segment) {
        segmentsInUse--;
        bytesInUse -= segment.size;
        free.get(classOf(segment.size)).push(segment);
    }

    /** The segment of that number, held once more; null if nobody holds it. */
    Segment share(int id) {
        Segment segment = id < 0 || id >= Records.SEGMENTS_MAX ? null : byId.getAcquire(id);
        return segment != null && segment.tryHold() ? segment : null;
    }

    /** The segment of that number, which the caller knows to be there. */
    Segment find(int id) {
        return byId.getAcquire(id);
    }

    synchronized Block slab(int index) {
        return index < 0 || index >= slabs.size() ? null : Block.direct(slabs.get(index));
    }

    synchronized int slabs() {
        return slabs.size();
    }

    synchronized long segmentsInUse() {
        return segmentsInUse;
    }

    synchronized long bytesInUse() {
        return bytesInUse;
    }

    private boolean makeSlab(int sizeClass) {
        int size = classBytes(sizeClass);
        int count = Math.max(1, SLAB_BYTES / size);
        if (made + count > Records.SEGMENTS_MAX) {
            return false;
        }
        ByteBuffer bytes = allocate(count * size);
        if (bytes == null) {
            return false;
        }
        int slab = slabs.size();
        slabs.add(bytes);
        for (int i = 0; i < count; i++) {
            Segment segment = new Segment(this, made++, slab, bytes, i * size, size);
            int at = segment.id * Records.SEGMENT_ENTRY_BYTES;
            entries.putInt(at + Records.SEGMENT_ENTRY_SLAB, slab);
            entries.putInt(at + Records.SEGMENT_ENTRY_OFFSET, segment.slabOffset);
            entries.putInt(at + Records.SEGMENT_ENTRY_SIZE, size);
            byId.setRelease(segment.id, segment);
            free.get(sizeClass).add(segment);
        }
        return true;
    }

    /** The JVM has a limit of its own for such memory. */
    private static ByteBuffer allocate(int bytes) {
        try {
            return ByteBuffer.allocateDirect(bytes);
        } catch (OutOfMemoryError full) {
            return null;
        }
    }

    private static int classOf(int bytes) {
        return bytes <= LEAST_SEGMENT_BYTES
                ? 0
                : Integer.SIZE - Integer.numberOfLeadingZeros((bytes - 1) / LEAST_SEGMENT_BYTES);
    }

    private static int classBytes(int sizeClass) {
        return LEAST_SEGMENT_BYTES << sizeClass;
    }
}
