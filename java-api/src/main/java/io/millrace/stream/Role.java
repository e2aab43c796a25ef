package io.millrace.stream;

import java.util.Objects;

/**
 * The part that a connection plays once it is handed over to a data loop. A value: one role may serve many connections.
 *
 * <pre>{@code
 * transport().handOver(Role.source(feed, Body.length(1 << 20)).thenReturn());
 * transport().handOver(Role.subscriber(feed, Body.untilClose()));
 * }</pre>
 */
public final class Role {
    private final Feed feed;
    private final Body body;

    private Role(Feed feed, Body body) {
        this.feed = Objects.requireNonNull(feed, "feed");
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * The one source of {@code feed}: the connection's input, freed of its framing, is the stream. If the feed has a
     * source, the hand-over is refused ({@code Protocol.refused}).
     */
    public static Role source(Feed feed, Body body) {
        return new Role(feed, body);
    }

    /**
     * A subscriber of {@code feed}: gets its stream, from where it is when the connection arrives.
     *
     * @param body {@link Body#untilClose} or {@link Body#chunked}
     * @throws IllegalArgumentException if the body has a length
     */
    public static Role subscriber(Feed feed, Body body) {
        return new Role(feed, body);
    }

    /** The same, and the connection comes back to its protocol when its part is over, instead of ending. */
    public Role thenReturn() {
        throw new UnsupportedOperationException();
    }

    /**
     * The same, for a source that may send at most so many bytes of body; past that it ends with the reason LIMIT.
     *
     * @param bytes 1 or more
     */
    public Role limit(long bytes) {
        throw new UnsupportedOperationException();
    }

    /** The feed. */
    public Feed feed() {
        return feed;
    }
}
