package io.millrace.stream;

import io.millrace.engine.Commands;
import io.millrace.jni.Codes;
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
    private final boolean isSource;
    private final Feed feed;
    private final Body body;
    private final boolean returns;
    private final long bytesMax;

    private Role(boolean isSource, Feed feed, Body body, boolean returns, long bytesMax) {
        this.isSource = isSource;
        this.feed = Objects.requireNonNull(feed, "feed");
        this.body = Objects.requireNonNull(body, "body");
        this.returns = returns;
        this.bytesMax = bytesMax;
    }

    /**
     * The one source of {@code feed}: the connection's input, freed of its framing, is the stream. If the feed has a
     * source, the hand-over is refused ({@code Protocol.refused}).
     */
    public static Role source(Feed feed, Body body) {
        return new Role(true, feed, body, false, 0);
    }

    /**
     * A subscriber of {@code feed}: gets its stream, from where it is when the connection arrives.
     *
     * @param body {@link Body#untilClose} or {@link Body#chunked}
     * @throws IllegalArgumentException if the body has a length
     */
    public static Role subscriber(Feed feed, Body body) {
        if (body.kind() == Codes.BODY_LENGTH) {
            throw new IllegalArgumentException("nobody knows the length of a stream: a subscriber's body is chunked(),"
                    + " or goes on untilClose()");
        }
        return new Role(false, feed, body, false, 0);
    }

    /** The same, and the connection comes back to its protocol when its part is over, instead of ending. */
    public Role thenReturn() {
        return new Role(isSource, feed, body, true, bytesMax);
    }

    /**
     * The same, for a source that may send at most so many bytes of body; past that it ends with the reason LIMIT.
     *
     * @param bytes 1 or more
     */
    public Role limit(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit of " + bytes + " bytes, but it must be 1 or more");
        }
        return new Role(isSource, feed, body, returns, bytes);
    }

    /** The feed. */
    public Feed feed() {
        return feed;
    }

    /** For transports: hands a connection over. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public void handOver(Commands commands, long connection) {
        int role = (isSource ? Codes.ROLE_SOURCE : Codes.ROLE_SUBSCRIBER) | (returns ? Codes.THEN_RETURN : 0);
        commands.handOver(connection, role, feed.handle(), body.kind(), body.bytes(), bytesMax);
    }
}
