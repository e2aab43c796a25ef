package io.millrace;

import java.util.Objects;

/**
 * How a connection's time on a data loop ended, when it came back.
 *
 * @param reason {@link Reason#NONE} when the body or the feed came to its proper end or {@link Transport#takeBack} was
 *     asked; otherwise what went wrong, for example {@link Reason#PROTOCOL_ERROR} for a malformed chunk
 * @param bytes of the body, received by a source or delivered to a subscriber
 * @param detail as for {@link Ending}
 */
public record StreamResult(Reason reason, long bytes, long detail) {
    /** All parts are there. */
    public StreamResult {
        Objects.requireNonNull(reason, "reason");
    }
}
