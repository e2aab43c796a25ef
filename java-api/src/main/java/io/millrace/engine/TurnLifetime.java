package io.millrace.engine;

import java.nio.ByteBuffer;

/** The lifetime of what one turn received: the next turn ends it. */
public final class TurnLifetime extends Lifetime {
    private final Holds holds;

    TurnLifetime(Holds holds) {
        this.holds = holds;
    }

    /** From now on {@code thread} turns the loop. */
    public void readBy(Thread thread) {
        reader = thread;
    }

    /** The turn is over, and with it every slice that was received in it. */
    public void end() {
        endGeneration();
    }

    @Override
    protected String over() {
        return "this slice was valid until the end of the turn that received it, which is over:"
                + " retain() it to keep it, or copy() its bytes, before the callback returns";
    }

    @Override
    public Lifetime retain(long seen, int segment) {
        check(seen);
        return holds.hold(segment);
    }

    @Override
    public void release(long seen) {
        check(seen);
        throw new IllegalStateException("this slice is not retained: release() ends only what retain() answered");
    }

    @Override
    public ByteBuffer view(long seen, Block block, int segment, int offset, int length) {
        check(seen);
        return holds.view(segment, block, offset, length);
    }

    @Override
    boolean belongsTo(Holds other) {
        return holds == other;
    }
}
