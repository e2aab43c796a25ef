package io.millrace.engine;

import io.millrace.jni.Codes;

/** The ways in which input is cut into frames, and the flags that vary them. */
public enum FrameKind {
    DELIMITER(Codes.FRAMING_DELIMITER),
    LINES(Codes.FRAMING_LINES),
    PREFIX(Codes.FRAMING_PREFIX),
    VARINT(Codes.FRAMING_VARINT),
    NETSTRING(Codes.FRAMING_NETSTRING),
    FIXED(Codes.FRAMING_FIXED);

    /** One frame, then none before the next is asked for. */
    public static final int LOCKSTEP = Codes.FRAMING_LOCKSTEP;
    /** A frame of no bytes is malformed. */
    public static final int NOT_EMPTY = Codes.FRAMING_NOT_EMPTY;
    /** The delimiter's last byte is malformed where it stands without the one before it. */
    public static final int STRICT = Codes.FRAMING_STRICT;

    final int number;

    FrameKind(int number) {
        this.number = number;
    }
}
