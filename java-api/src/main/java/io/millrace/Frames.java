package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Events;

/**
 * The frames that one turn has received on a connection, walked without an object for each.
 *
 * <pre>
 *     bytes():   [ whole frame | whole frame | whole frame ]        whole: with its delimiter, or what announces it
 *                                 ├─ frame ─┤
 *                               start     end
 * </pre>
 *
 * <p><b>Lifetime.</b> Until {@link FrameProtocol#framesReceived} returns, on the loop's thread; its slices until the turn ends.
 * <b>The rest.</b> If a pause, another framing, a hand-over or a move is asked for meanwhile, the frames that are not taken go
 * back, {@link #next} answers false, and they come again when and where that says. If the connection is closed they are
 * dropped; so are those that are not taken when the callback returns.
 *
 * <pre>{@code
 * final class Meter extends FrameProtocol {
 *     private long bytes;
 *
 *     Meter() {
 *         super(Framing.netstring(1 << 20));
 *     }
 *
 *     public void framesReceived(Frames frames) {
 *         while (frames.next()) {
 *             bytes += frames.length();
 *         }
 *     }
 * }
 * }</pre>
 */
public final class Frames {
    /** Of what is put back when no batch says how much of it was used. */
    static final int ALL = 0xffff;

    private final Slice bytes;
    private final Events events;
    private final int first; // of its entries in the table
    private final int count;
    private final boolean pairs; // an entry for the start of each frame as well
    private final int gap;
    private final int lead;

    private int next; // how many are taken
    private int from; // where the present one starts, with what announces it
    private int start;
    private int end;
    private int to; // where it ends, with its delimiter
    private int limit; // how many can be taken
    private Slice present; // that was asked for
    private boolean cut; // what is behind the present one has gone back
    private boolean over;

    Frames(Slice bytes, Events events, int event) {
        this.bytes = bytes;
        this.events = events;
        this.first = (int) events.a(event);
        this.count = (int) events.b(event);
        this.pairs = events.flags(event) != 0;
        this.gap = (int) events.c(event);
        this.lead = (int) events.d(event);
        this.limit = count;
    }

    /** How many there are, taken or not. */
    public int count() {
        return count;
    }

    /** How many can still be taken. */
    public int left() {
        return limit - next;
    }

    /**
     * Takes the next frame: from now on it is the present one. False if there is none, or no more of them.
     *
     * @throws IllegalStateException after the callback
     */
    public boolean next() {
        if (over) {
            throw new IllegalStateException("these frames were valid until framesReceived() returned");
        }
        if (next >= limit) {
            return false;
        }
        from = to;
        if (pairs) {
            start = events.frameEnd(first + 2 * next);
            end = events.frameEnd(first + 2 * next + 1);
            to = end + gap;
            if (gap > 0 && bytes.byteAt(end) == '\r') {
                to++; // of a line that ends in CR LF
            }
        } else {
            start = from + lead;
            end = events.frameEnd(first + next);
            to = end + gap - lead;
        }
        next++;
        present = null;
        return true;
    }

    /** The present frame, without its delimiter or length: refers to the bytes, does not copy them. */
    public Slice frame() {
        requirePresent();
        if (present == null) {
            present = bytes.slice(start, end);
        }
        return present;
    }

    /** The present frame with its delimiter, or what announces it. */
    public Slice whole() {
        requirePresent();
        return bytes.slice(from, to);
    }

    /** How many bytes the present frame has. */
    public int length() {
        requirePresent();
        return end - start;
    }

    /** Where in {@link #bytes} the present frame starts. */
    public int start() {
        requirePresent();
        return start;
    }

    /** Where in {@link #bytes} it ends. */
    public int end() {
        requirePresent();
        return end;
    }

    /** All bytes of the batch, taken or not, with their framing. */
    public Slice bytes() {
        return bytes;
    }

    /** Takes all frames that are left, and answers their bytes with all framing: to be sent on, or to be parsed at once. */
    public Slice rest() {
        from = start = to;
        to = end = limit == count ? bytes.length() : to;
        next = limit;
        present = null;
        return bytes.slice(from, to);
    }

    private void requirePresent() {
        if (next == 0) {
            throw new IllegalStateException("no frame is taken: next() first");
        }
    }

    // ---- For the package

    /** Whether that is the present frame, as {@link #frame} has answered it, and input is still framed as it was. */
    boolean isPresent(Slice frame) {
        return frame == present && !cut && !over;
    }

    /** Those that are not taken go back in front of the input. */
    void putBack(EngineLoop engine, long connection) {
        cut = true;
        if (next < limit) {
            bytes.slice(to).putBackTo(engine.output(), connection, next);
            limit = next;
        }
    }

    /** No more is taken. */
    void drop() {
        limit = next;
    }

    /** The callback has returned. */
    void finish() {
        over = true;
    }
}
