package io.millrace.bench.jmh;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that a Netty channel asks for. What a channel copies before it writes, it copies into memory that it
 * has asked its allocator for; it asks this one, since this one says that it has a pool.
 */
final class CountingAllocator extends AbstractByteBufAllocator {
    private final AtomicLong bytes = new AtomicLong();

    CountingAllocator() {
        super(true);
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        bytes.addAndGet(initialCapacity);
        return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        bytes.addAndGet(initialCapacity);
        return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }
}
