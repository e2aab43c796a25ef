package io.millrace.bench.hub;

import io.millrace.stream.Feed;
import java.time.Duration;

/**
 * Every bound of a hub, in one place.
 *
 * @param headBytesMax longest request head, its end not counted
 * @param headersMax most headers in a head
 * @param headTimeout how long a client may take for a whole head, and stay silent between two requests
 * @param sourceTimeout how long a source may send nothing, while it is not held up by its listeners; zero: for ever
 * @param listenersMax most listeners of all streams together, those that wait for a source among them
 * @param streamsMax most streams, those that drain among them
 * @param feed how far behind, how long stalled, how long lingering, and how much history
 */
public record HubLimits(
        int headBytesMax,
        int headersMax,
        Duration headTimeout,
        Duration sourceTimeout,
        int listenersMax,
        int streamsMax,
        Feed.Options feed) {
    /** What {@code hub} uses unless told otherwise. */
    public static final HubLimits DEFAULTS = new HubLimits(
            16384, 64, Duration.ofSeconds(10), Duration.ofMinutes(10), 10_000, 1_000, Feed.Options.DEFAULTS);

    /** The longest that a listener may wait for a source. */
    static final Duration WAIT_MAX = Duration.ofHours(1);

    /** The same with other bounds for feeds. */
    public HubLimits withFeed(Feed.Options options) {
        return new HubLimits(headBytesMax, headersMax, headTimeout, sourceTimeout, listenersMax, streamsMax, options);
    }

    /** The same with another bound on the time for a head. */
    public HubLimits withHeadTimeout(Duration timeout) {
        return new HubLimits(headBytesMax, headersMax, timeout, sourceTimeout, listenersMax, streamsMax, feed);
    }

    /** The same with another bound on a source's silence. */
    public HubLimits withSourceTimeout(Duration timeout) {
        return new HubLimits(headBytesMax, headersMax, headTimeout, timeout, listenersMax, streamsMax, feed);
    }

    /** The same with other bounds on heads. */
    public HubLimits withHeads(int bytesMax, int headers) {
        return new HubLimits(bytesMax, headers, headTimeout, sourceTimeout, listenersMax, streamsMax, feed);
    }

    /** The same with other bounds on how many listeners and streams there may be. */
    public HubLimits withCounts(int listeners, int streams) {
        return new HubLimits(headBytesMax, headersMax, headTimeout, sourceTimeout, listeners, streams, feed);
    }
}
