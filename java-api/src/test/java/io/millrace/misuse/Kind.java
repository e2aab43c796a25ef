package io.millrace.misuse;

import io.millrace.Reason;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A kind of client, and what may have ended its connections. Each may also be gone when the test is over, and a hostile one be
 * silent for too long where the machine did not let it speak.
 */
enum Kind {
    /** Asks, and reads the answer. */
    HONEST(),
    /** Sends a byte now and then, and never a whole line in time. */
    SLOW(Reason.IDLE),
    /** Resets its connection after some bytes. */
    RESET(Reason.PEER_RESET),
    /** Sends no more, and expects everything. */
    HALF(Reason.PEER_CLOSED),
    /** Asks without end, and never reads. */
    MUTE(Reason.STALLED),
    /** Comes with hundreds at once. */
    FLOOD(Reason.PEER_CLOSED),
    /** Has not said a line. */
    UNSAID(Reason.IDLE);

    private final Set<Reason> own;

    Kind(Reason... own) {
        this.own = EnumSet.noneOf(Reason.class);
        this.own.addAll(Set.of(own));
    }

    /** What it says in its first line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** What ends those that behave as this kind does. */
    Set<Reason> own() {
        return own;
    }

    boolean explains(Reason reason) {
        boolean isHostile = this != HONEST && (reason == Reason.PEER_RESET || reason == Reason.IDLE);
        return own.contains(reason) || reason == Reason.PEER_CLOSED || isHostile;
    }
}
