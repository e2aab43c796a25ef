package io.millrace.bench.hub;

import io.millrace.ConnectionStats;
import io.millrace.Transport;
import io.millrace.stream.Feed;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A name that is streamed: its feed, what its source sends, and who listens. Confined to the hub's loop; the bytes
 * themselves are with the feed, on a data loop.
 */
final class Stream {
    private final StreamName name;
    private final String contentType;
    private final Feed.Slow slow;
    private final Feed feed;
    private final Set<Listening> listeners = new LinkedHashSet<>();
    private Sending source;
    private boolean ticking;

    /**
     * The source of the stream.
     *
     * @param connection the connection, which lives on a data loop
     * @param since when it became the source
     * @param publishedBefore what sources before it had given the feed
     */
    record Sending(Transport connection, Instant since, long publishedBefore) {}

    /**
     * One listener of the stream.
     *
     * @param connection the connection, which lives on a data loop
     * @param since when it joined
     * @param bytesBefore what had been sent on the connection before the stream's own bytes
     */
    record Listening(Transport connection, Instant since, long bytesBefore) {
        /** All that was written to a connection so far, the kernel's and what is still to be sent. */
        static long writtenBytes(ConnectionStats stats) {
            return stats.bytesOut() + stats.unsentBytes();
        }

        /** Of {@code total} bytes sent on the connection, those of the stream and of the framing around them. */
        long sentBytes(long total) {
            return Math.max(0, total - bytesBefore);
        }
    }

    Stream(StreamName name, String contentType, Feed.Slow slow, Feed feed) {
        this.name = name;
        this.contentType = contentType;
        this.slow = slow;
        this.feed = feed;
    }

    StreamName name() {
        return name;
    }

    String contentType() {
        return contentType;
    }

    Feed.Slow slow() {
        return slow;
    }

    Feed feed() {
        return feed;
    }

    /** The source; null when there is none, or the stream is a clock. */
    Sending source() {
        return source;
    }

    /** Bytes that the present source has given the feed. */
    long sourceBytes() {
        return feed.stats().publishedBytes() - source.publishedBefore();
    }

    /** Whether a source would be a second one. */
    boolean isLive() {
        return source != null || ticking;
    }

    boolean isTicking() {
        return ticking;
    }

    /** Whether a source that returns would send what the listeners were promised. */
    boolean promised(String type, Feed.Slow policy) {
        return contentType.equals(type) && slow == policy;
    }

    void tick() {
        ticking = true;
    }

    void sourceCame(Transport connection) {
        source = new Sending(connection, Instant.now(), feed.stats().publishedBytes());
    }

    void sourceGone() {
        source = null;
    }

    void add(Listening listener) {
        listeners.add(listener);
    }

    void remove(Listening listener) {
        listeners.remove(listener);
    }

    Collection<Listening> listeners() {
        return Collections.unmodifiableSet(listeners);
    }
}
