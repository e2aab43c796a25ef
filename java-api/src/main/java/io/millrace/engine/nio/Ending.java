package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** Why a connection ended, and who ended it. */
record Ending(int reason, int by, long detail) {
    static final Ending LOCAL_CLOSE = new Ending(Codes.REASON_LOCAL_CLOSE, Codes.BY_LOCAL, 0);
    static final Ending PEER_CLOSED = new Ending(Codes.REASON_PEER_CLOSED, Codes.BY_PEER, 0);
    static final Ending LOCAL_ABORT = new Ending(Codes.REASON_LOCAL_ABORT, Codes.BY_LOCAL, 0);
    static final Ending LOOP_CLOSED = new Ending(Codes.REASON_LOOP_CLOSED, Codes.BY_LOCAL, 0);

    /** What a failed receive or send means; null where it should simply be tried again later. */
    static Ending ofErrno(int errno) {
        return switch (errno) {
            case Errno.EAGAIN -> null;
            case Errno.ECONNRESET, Errno.EPIPE -> new Ending(Codes.REASON_PEER_RESET, Codes.BY_PEER, errno);
            default -> new Ending(Codes.REASON_SYSTEM, Codes.BY_SYSTEM, errno);
        };
    }

    static Ending local(int reason, long detail) {
        return new Ending(reason, Codes.BY_LOCAL, detail);
    }

    static Ending ofSystem(int reason, long detail) {
        return new Ending(reason, Codes.BY_SYSTEM, detail);
    }
}
