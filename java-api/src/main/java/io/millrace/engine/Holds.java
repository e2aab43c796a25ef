package io.millrace.engine;

import java.nio.ByteBuffer;

/**
 * The segments that a loop's slices hold: who retained what, and what closing the loop must end.
 *
 * <pre>
 *   slices retained:   a ── b ── c        each ended by one release(), from any thread
 *                      └─┬──┘    │
 *   holds:          segment 7   segment 7     one RETAIN and one RELEASE of the native part each
 * </pre>
 *
 * <p>Guarded by itself, since slices are retained again and released by any thread. The commands are written by the loop's
 * thread alone.
 */
final class Holds {
    /** One native hold of a segment, shared by slices that were retained from one another. */
    static final class Hold {
        private final int segment;
        private int shares;

        private Hold(int segment) {
            this.segment = segment;
        }
    }

    private final EngineLoop engine;
    private final Mailbox mailbox;
    private HeldLifetime first;
    private boolean closed;

    Holds(EngineLoop engine, Mailbox mailbox) {
        this.engine = engine;
        this.mailbox = mailbox;
    }

    /** Retains a segment for one slice. On the loop's thread. */
    synchronized Lifetime hold(int segment) {
        engine.retain(segment);
        return link(new Hold(segment));
    }

    /** Retains what is retained already, for one more slice. */
    synchronized Lifetime share(HeldLifetime held, long seen) {
        held.check(seen);
        return link(held.hold);
    }

    /** Shows what is retained to others, for longer than it is. */
    synchronized ByteBuffer view(HeldLifetime held, long seen, Block block, int offset, int length) {
        held.check(seen);
        return view(held.hold.segment, block, offset, length);
    }

    /** Shows a segment to others that cannot be given back meanwhile. */
    ByteBuffer view(int segment, Block block, int offset, int length) {
        return engine.memory().views().of(engine, segment, block, offset, length);
    }

    void release(HeldLifetime held, long seen) {
        boolean last;
        synchronized (this) {
            held.check(seen);
            held.endGeneration();
            unlink(held);
            last = --held.hold.shares == 0;
        }
        if (last) {
            giveBack(held.hold.segment);
        }
    }

    private void giveBack(int segment) {
        if (mailbox.inLoop()) {
            engine.release(segment);
        } else {
            mailbox.offer(() -> engine.release(segment));
        }
    }

    /** Ends all retained slices; on the loop's thread, before the native loop is closed. */
    synchronized void close() {
        closed = true;
        for (HeldLifetime held = first; held != null; held = held.next) {
            held.endGeneration();
            if (--held.hold.shares == 0) {
                engine.release(held.hold.segment);
            }
        }
        first = null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private Lifetime link(Hold hold) {
        HeldLifetime held = new HeldLifetime(this, hold);
        hold.shares++;
        held.next = first;
        if (first != null) {
            first.previous = held;
        }
        first = held;
        return held;
    }

    private void unlink(HeldLifetime held) {
        if (held.previous == null) {
            first = held.next;
        } else {
            held.previous.next = held.next;
        }
        if (held.next != null) {
            held.next.previous = held.previous;
        }
    }
}
