package io.millrace;

/** Why a connection ended, or came back. Every connection has exactly one. */
public enum Reason {
    // The order is that of mr_reason in records.h; a test compares the two.

    /** No reason needed: what was to be done is done. Only for connections that come back, never for an ending. */
    NONE,
    /** The peer said that it sends no more, and everything owed to it was sent. */
    PEER_CLOSED,
    /** The peer reset the connection, or went away while bytes were owed to it. */
    PEER_RESET,
    /** Closed here, after the last byte was sent. */
    LOCAL_CLOSE,
    /** Aborted here. */
    LOCAL_ABORT,
    /** A deadline passed without what it waited for. */
    IDLE,
    /** A subscriber fell further behind its feed than the feed allows. */
    LAG,
    /** A subscriber took nothing for as long as the feed allows. */
    STALLED,
    /** A limit of the connection or of the process was reached; the detail says how many bytes. */
    LIMIT,
    /** Malformed input; the detail is the offset in bytes. */
    PROTOCOL_ERROR,
    /** The connection could not be made; the detail is the system's error number. */
    REFUSED,
    /** The kernel failed; the detail is the system's error number. */
    SYSTEM,
    /** The feed that it streamed to or from has ended. */
    FEED_ENDED,
    /** Its loop was closed. */
    LOOP_CLOSED,
    /** Its {@link NativeProtocol} failed; the detail is what it answered, with the sign changed. */
    NATIVE_FAULT;

    private static final Reason[] BY_CODE = values();

    static Reason of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : SYSTEM;
    }
}
