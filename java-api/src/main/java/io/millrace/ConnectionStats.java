package io.millrace;

import java.time.Instant;
import java.util.Objects;

/**
 * A connection's figures at one moment, wherever it lives. See {@link Transport#stats}.
 *
 * @param state what it is doing
 * @param bytesIn bytes received so far
 * @param bytesOut bytes handed to the kernel so far
 * @param unsentBytes written, and not yet handed to the kernel
 * @param behindBytes a subscriber's distance from its feed's newest byte; otherwise 0
 * @param opened when it was accepted or connected
 */
public record ConnectionStats(
        State state, long bytesIn, long bytesOut, long unsentBytes, long behindBytes, Instant opened) {
    /** What a connection is doing. */
    public enum State {
        // The order is that of mr_connection_state in records.h; a test compares the two.

        /** Not there yet. */
        FREE,
        /** Waiting for the other side to accept. */
        CONNECTING,
        /** Open; its protocol is in Java. */
        OPEN,
        /** Sending its last bytes. */
        CLOSING,
        /** The source of a feed. */
        SOURCE,
        /** A subscriber of a feed. */
        SUBSCRIBER,
        /** A subscriber that waits for its peer to read. */
        BLOCKED,
        /** A source that is held up by a paced feed. */
        PAUSED,
        /** Gone. */
        ENDED;

        private static final State[] ALL = values();

        static State of(int code) {
            return code >= 0 && code < ALL.length ? ALL[code] : ENDED;
        }
    }

    /** All parts are there. */
    public ConnectionStats {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(opened, "opened");
    }
}
