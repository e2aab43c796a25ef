package io.millrace;

import java.time.Duration;
import java.util.Objects;

/**
 * How a connection ended: the one record that its protocol, the log and the statistics all see.
 *
 * @param reason why it ended
 * @param by who ended it
 * @param bytesIn bytes received over its whole life, on every loop it lived on
 * @param bytesOut bytes handed to the kernel over its whole life
 * @param lived from accepted or connected until now
 * @param detail an offset, a limit or an error number, as {@link Reason} says; 0 where it says nothing
 */
public record Ending(Reason reason, By by, long bytesIn, long bytesOut, Duration lived, long detail) {
    /** Who ended a connection. */
    public enum By {
        /** The other side. */
        PEER,
        /** This program. */
        LOCAL,
        /** The kernel, or a limit of this process. */
        SYSTEM;

        private static final By[] ALL = values();

        /** By mr_by, which counts from one. */
        static By of(int code) {
            return code >= 1 && code <= ALL.length ? ALL[code - 1] : SYSTEM;
        }
    }

    /** All parts are there. */
    public Ending {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(lived, "lived");
    }
}
