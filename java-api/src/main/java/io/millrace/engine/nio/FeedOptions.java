package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** What a feed allows its subscribers, and which loop hears of it; {@code home} is null when none does. */
record FeedOptions(
        boolean paces, long behindBytesMax, long stallNanos, long lingerNanos, long historyBytes, NioControlLoop home) {
    static FeedOptions of(Command command, NioControlLoop home) {
        return new FeedOptions(
                command.flags == Codes.SLOW_PACE,
                command.a,
                Timers.bounded(command.b),
                Timers.bounded(command.c),
                Integer.toUnsignedLong(command.length),
                home);
    }
}
