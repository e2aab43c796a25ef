package io.millrace.engine.nio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in shared memory. Each is written by one thread, unless it is said to be shared, and read by any. */
final class Counters {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer block;
    private final int start;

    /** Those of the record that starts there; its fields are named by their offset in it. */
    Counters(ByteBuffer block, int start) {
        this.block = block;
        this.start = start;
    }

    void add(int field, long count) {
        set(field, get(field) + count);
    }

    /** As {@link #add}, by any thread. */
    void addShared(int field, long count) {
        LONG.getAndAdd(block, start + field, count);
    }

    void increment(int field) {
        add(field, 1);
    }

    void set(int field, long value) {
        LONG.setRelease(block, start + field, value);
    }

    void incrementInt(int field) {
        setInt(field, (int) INT.getAcquire(block, start + field) + 1);
    }

    void setInt(int field, int value) {
        INT.setRelease(block, start + field, value);
    }

    long get(int field) {
        return (long) LONG.getAcquire(block, start + field);
    }
}
