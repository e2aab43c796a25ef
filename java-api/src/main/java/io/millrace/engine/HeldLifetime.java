package io.millrace.engine;

import java.nio.ByteBuffer;

/** The lifetime of memory that was retained: ended by one release(), from any thread. */
final class HeldLifetime extends Lifetime {
    private final Holds holds;
    final Holds.Hold hold;

    // The neighbours in the list of all that a loop's slices hold; guarded by `holds`.
    HeldLifetime previous;
    HeldLifetime next;

    HeldLifetime(Holds holds, Holds.Hold hold) {
        this.holds = holds;
        this.hold = hold;
    }

    @Override
    protected String over() {
        return holds.isClosed()
                ? "this slice's loop is closed, and the memory with it: copy() what must outlive the loop"
                : "this slice has been released: use it before release(), or copy() its bytes";
    }

    @Override
    public Lifetime retain(long seen, int segment) {
        return holds.share(this, seen);
    }

    @Override
    public void release(long seen) {
        holds.release(this, seen);
    }

    @Override
    public ByteBuffer view(long seen, Block block, int segment, int offset, int length) {
        return holds.view(this, seen, block, offset, length);
    }

    @Override
    boolean belongsTo(Holds other) {
        return holds == other;
    }
}
