package io.millrace.stream;

import io.millrace.jni.Codes;

/**
 * How a stream is framed on a connection: where its body ends. A value.
 *
 * <p>Read from a source: how its body is told from what follows. Written to a subscriber: how the end is told to it.
 */
public final class Body {
    private static final Body UNTIL_CLOSE = new Body(Codes.BODY_UNTIL_CLOSE, 0);
    private static final Body CHUNKED = new Body(Codes.BODY_CHUNKED, 0);

    private final int kind;
    private final long bytes;

    private Body(int kind, long bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /** Plain bytes; the end of the connection is the end of the body. */
    public static Body untilClose() {
        return UNTIL_CLOSE;
    }

    /** HTTP's chunks (RFC 9112, section 7.1), read strictly. */
    public static Body chunked() {
        return CHUNKED;
    }

    /**
     * Exactly so many bytes; for sources only.
     *
     * @param bytes zero or more
     */
    public static Body length(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a body of " + bytes + " bytes");
        }
        return new Body(Codes.BODY_LENGTH, bytes);
    }

    int kind() {
        return kind;
    }

    long bytes() {
        return bytes;
    }
}
