package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.util.Arrays;

/** How often Java holds each segment through one loop. On the loop's thread. */
final class JavaHolds {
    private final Pool pool;
    private int[] counts = new int[64]; // by segment

    JavaHolds(Pool pool) {
        this.pool = pool;
    }

    /** A fresh segment's number, or a code. */
    long lend(int bytes) {
        if (Integer.compareUnsigned(bytes, Records.SEGMENT_BYTES_MAX) > 0) {
            return Codes.OUT_OF_RANGE;
        }
        Segment segment = pool.take(bytes);
        if (segment == null) {
            return Codes.NO_MEMORY;
        }
        count(segment.id);
        return segment.id;
    }

    /** A code. */
    int retain(int id) {
        if (pool.share(id) == null) {
            return Codes.OUT_OF_RANGE;
        }
        count(id);
        return Codes.OK;
    }

    private void count(int id) {
        if (id >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(id + 1, counts.length * 2));
        }
        counts[id]++;
    }

    /** A code. */
    int release(int id) {
        if (id < 0 || id >= counts.length || counts[id] == 0) {
            return Codes.OUT_OF_RANGE;
        }
        counts[id]--;
        pool.find(id).release();
        return Codes.OK;
    }

    void releaseAll() {
        for (int id = 0; id < counts.length; id++) {
            while (counts[id] > 0) {
                release(id);
            }
        }
    }
}
