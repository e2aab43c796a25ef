package io.millrace;

import io.millrace.engine.Events;

/**
 * What is wrong with a frame that a peer has sent. It is told once, and nothing behind it is received.
 *
 * @param kind what is wrong
 * @param offset where the frame starts, with what announces it, in bytes from the start of the connection's input
 * @param at of a malformed one: which byte tells, in bytes from the start of the connection's input; otherwise {@code offset}
 * @param lengthMax the longest frame allowed, in bytes; 0 if the frame is not too long
 * @param announced how many bytes it says that it has, if it is too long by that (without a sign); otherwise 0
 */
public record FrameFault(Kind kind, long offset, long at, long lengthMax, long announced) {
    /** What can be wrong with a frame. */
    public enum Kind {
        /** It is longer than allowed. */
        TOO_LONG,
        /** A byte stands where it cannot. */
        MALFORMED,
        /** It has no bytes, where {@link Framing#refusingEmpty} was asked for. */
        EMPTY,
        /** Its length is below zero by {@link Framing#adjustedBy}. */
        NEGATIVE
    }

    static FrameFault read(Events events, int event) {
        long offset = events.a(event);
        if (events.kind(event) == Events.TOO_LONG) {
            return new FrameFault(Kind.TOO_LONG, offset, offset, events.b(event), events.c(event));
        }
        Kind kind = switch (events.code(event)) {
            case Events.EMPTY -> Kind.EMPTY;
            case Events.NEGATIVE -> Kind.NEGATIVE;
            default -> Kind.MALFORMED;
        };
        return new FrameFault(kind, offset, kind == Kind.MALFORMED ? offset + events.b(event) : offset, 0, 0);
    }

    /** As a sentence. */
    @Override
    public String toString() {
        String where = " at offset " + offset + " of the input";
        return switch (kind) {
            case TOO_LONG ->
                "the frame" + where + " is longer than " + lengthMax + " bytes"
                        + (announced == 0 ? "" : ": it announces " + Long.toUnsignedString(announced));
            case MALFORMED -> "the frame" + where + " has a byte that cannot be there, at offset " + at;
            case EMPTY -> "the frame" + where + " has no bytes";
            case NEGATIVE -> "the frame" + where + " announces fewer bytes than none";
        };
    }
}
