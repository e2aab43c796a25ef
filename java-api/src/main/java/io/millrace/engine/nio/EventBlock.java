package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes the events of a turn, and holds the segments that they name until the next one has applied its commands. */
final class EventBlock {
    // Input stops before the blocks are full, so that what one channel can cause always has its place.
    private static final int EVENTS_RESERVE = 16;
    private static final int FRAME_ENDS_RESERVE = 1024;

    private final ByteBuffer events;
    private final ByteBuffer frameEnds;
    private final List<Segment> held = new ArrayList<>();
    private int count;
    private int frameEndsUsed;

    EventBlock(ByteBuffer events, ByteBuffer frameEnds) {
        this.events = events;
        this.frameEnds = frameEnds;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == Records.EVENTS_MAX;
    }

    /** Whether no more is to be received in this turn. */
    boolean stopsInput() {
        return count + EVENTS_RESERVE > Records.EVENTS_MAX
                || frameEndsUsed + FRAME_ENDS_RESERVE > Records.FRAME_ENDS_MAX;
    }

    ByteBuffer frameEnds() {
        return frameEnds;
    }

    int frameEndsUsed() {
        return frameEndsUsed;
    }

    int frameEndsRoom() {
        return Records.FRAME_ENDS_MAX - frameEndsUsed;
    }

    /** Those entries of the table belong to an event. */
    void useFrameEnds(int entries) {
        frameEndsUsed += entries;
    }

    /** The events of the last turn are over; what they name is held until {@link #letGo}. */
    void begin() {
        count = frameEndsUsed = 0;
    }

    void letGo() {
        held.forEach(Segment::release);
        held.clear();
    }

    /** Another event; there is room for it. */
    void add(int kind, long handle) {
        if (isFull()) {
            throw new IllegalStateException("more events than there is room for");
        }
        int at = at(count++);
        for (int i = 0; i < Records.EVENT_BYTES; i += Long.BYTES) {
            events.putLong(at + i, 0);
        }
        events.putShort(at + Records.EVENT_KIND, (short) kind);
        events.putLong(at + Records.EVENT_HANDLE, handle);
    }

    void add(Notice notice) {
        add(notice.kind(), notice.handle());
        set(notice.flags(), notice.code());
        events.putInt(at(count - 1) + Records.EVENT_LENGTH, notice.length());
        numbers(notice.a(), notice.b(), notice.c(), notice.d());
    }

    // ---- The last event's fields

    void set(int flags, int code) {
        int at = at(count - 1);
        events.putShort(at + Records.EVENT_FLAGS, (short) flags);
        events.putInt(at + Records.EVENT_CODE, code);
    }

    void numbers(long a, long b, long c, long d) {
        int at = at(count - 1);
        events.putLong(at + Records.EVENT_A, a);
        events.putLong(at + Records.EVENT_B, b);
        events.putLong(at + Records.EVENT_C, c);
        events.putLong(at + Records.EVENT_D, d);
    }

    /** The first {@code length} bytes of a piece. */
    void bytes(Piece piece, int length) {
        int at = at(count - 1);
        events.putInt(at + Records.EVENT_SEGMENT, piece.segment.id);
        events.putInt(at + Records.EVENT_SLAB, piece.segment.slab);
        events.putInt(at + Records.EVENT_OFFSET, piece.segment.slabOffset + piece.offset);
        events.putInt(at + Records.EVENT_LENGTH, length);
        if (held.isEmpty() || held.get(held.size() - 1) != piece.segment) {
            held.add(piece.segment.hold());
        }
    }

    private static int at(int event) {
        return event * Records.EVENT_BYTES;
    }
}
