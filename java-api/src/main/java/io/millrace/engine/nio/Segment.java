package io.millrace.engine.nio;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A range of a slab that is given out and back as a whole, by counting who holds it. Any thread. */
final class Segment {
    final int id;
    final int slab;
    final int slabOffset;
    final int size;
    private final ByteBuffer slabBytes;
    private final Pool pool;
    private final AtomicInteger holders = new AtomicInteger();

    Segment(Pool pool, int id, int slab, ByteBuffer slabBytes, int slabOffset, int size) {
        this.pool = pool;
        this.id = id;
        this.slab = slab;
        this.slabBytes = slabBytes;
        this.slabOffset = slabOffset;
        this.size = size;
    }

    /** Some of its bytes, as channels want them. */
    ByteBuffer bytes(int offset, int length) {
        return slabBytes.slice(slabOffset + offset, length);
    }

    byte byteAt(int offset) {
        return slabBytes.get(slabOffset + offset);
    }

    /** Copies bytes of another segment to this one. */
    void copyFrom(Segment other, int from, int to, int length) {
        slabBytes.put(slabOffset + to, other.slabBytes, other.slabOffset + from, length);
    }

    /** The pool gives it out, held once. */
    void giveOut() {
        holders.set(1);
    }

    /** Holds it once more; the caller knows of somebody who holds it. */
    Segment hold() {
        holders.incrementAndGet();
        return this;
    }

    /** Holds it once more if somebody holds it. */
    boolean tryHold() {
        int before = holders.get();
        while (before > 0 && !holders.compareAndSet(before, before + 1)) {
            before = holders.get();
        }
        return before > 0;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            pool.giveBack(this);
        }
    }

    boolean hasSoleHolder() {
        return holders.get() == 1;
    }
}
