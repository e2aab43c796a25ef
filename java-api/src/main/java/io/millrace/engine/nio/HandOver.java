package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** The part that a connection is to play on a data loop, as the command for it says. */
record HandOver(boolean isSource, boolean thenReturns, int body, long bodyBytes, long bytesMax) {
    /** Null for what is no role. */
    static HandOver of(Command command) {
        int role = command.flags & ~Codes.THEN_RETURN;
        boolean isBody = command.arg >= Codes.BODY_UNTIL_CLOSE && command.arg <= Codes.BODY_CHUNKED;
        if ((role != Codes.ROLE_SOURCE && role != Codes.ROLE_SUBSCRIBER) || !isBody) {
            return null;
        }
        boolean thenReturns = (command.flags & Codes.THEN_RETURN) != 0;
        return new HandOver(role == Codes.ROLE_SOURCE, thenReturns, command.arg, command.b, command.c);
    }
}
