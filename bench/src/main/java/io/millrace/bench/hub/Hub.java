package io.millrace.bench.hub;

import io.millrace.DataLoop;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.stream.Feed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The streams by name, the listeners that wait for one, and the latest endings. Confined to its control loop.
 *
 * <p>A name leads to at most one stream. A stream whose source is gone for good keeps draining under no name, so that
 * the next source need not wait for the last one's slowest listener.
 */
final class Hub {
    private static final Duration CLOCK_INTERVAL = Duration.ofMillis(20);
    private static final int ENDINGS_MAX = 32;
    private static final System.Logger LOG = System.getLogger(Hub.class.getName());

    private final EventLoop loop;
    private final List<DataLoop> dataLoops;
    private final HubLimits limits;
    private final Instant startedAt = Instant.now();
    private final Map<String, Stream> named = new TreeMap<>();
    private final Set<Stream> streams = new LinkedHashSet<>();
    private final Map<StreamName, Set<HubProtocol>> waiting = new HashMap<>();
    private final Deque<Ended> endings = new ArrayDeque<>();
    private int listeners;

    /** A part in a stream that is over, for the statistics. The bytes are the stream's; a listener's are with framing. */
    record Ended(StreamName stream, String peer, String role, String reason, long bytes, Duration lived, Instant at) {}

    Hub(EventLoop loop, List<DataLoop> dataLoops, HubLimits limits) {
        this.loop = loop;
        this.dataLoops = dataLoops;
        this.limits = limits;
    }

    EventLoop loop() {
        return loop;
    }

    List<DataLoop> dataLoops() {
        return dataLoops;
    }

    HubLimits limits() {
        return limits;
    }

    Instant startedAt() {
        return startedAt;
    }

    Collection<Stream> streams() {
        return Collections.unmodifiableSet(streams);
    }

    Collection<Ended> endings() {
        return Collections.unmodifiableCollection(endings);
    }

    /** How many there are, those that wait for a source among them. */
    int listeners() {
        return listeners;
    }

    /** How many wait, by the name of the stream that they wait for. */
    Map<String, Integer> waiting() {
        Map<String, Integer> counts = new TreeMap<>();
        waiting.forEach((name, those) -> counts.put(name.text(), those.size()));
        return counts;
    }

    Optional<Stream> named(StreamName name) {
        return Optional.ofNullable(named.get(name.text()));
    }

    Refusal unknown(StreamName name) {
        String live = named.isEmpty()
                ? "nothing is live"
                : named.keySet().stream()
                        .map(StreamName.PREFIX::concat)
                        .collect(Collectors.joining("\n", "live:\n", ""));
        return new Refusal(404, "no stream named " + name + "; " + live);
    }

    /** A stream made by the data loop itself, a time-stamped line at each tick: something to see before anyone sends. */
    void openClock(StreamName name) {
        Stream stream = open(name, "text/plain; charset=us-ascii", Feed.Slow.END);
        stream.tick();
        stream.feed().clock(CLOCK_INTERVAL);
    }

    /** The stream that a new source of {@code name} feeds: a new one, or the one whose listeners linger for it. */
    Stream forSource(StreamName name, String contentType, Feed.Slow slow) {
        Stream present = named.get(name.text());
        if (present == null) {
            return open(name, contentType, slow);
        }
        if (present.isLive()) {
            throw new Refusal(409, name + " has a source already");
        }
        if (present.promised(contentType, slow)) {
            return present;
        }
        if (!present.listeners().isEmpty()) {
            throw new Refusal(
                    409,
                    "the listeners of " + name + " wait for a source of " + present.contentType() + " with slow="
                            + Names.of(present.slow()));
        }
        retire(present);
        return open(name, contentType, slow);
    }

    /** The source has left {@code stream}: its listeners linger, or get what is theirs and end. */
    void sourceGone(Stream stream) {
        stream.sourceGone();
        boolean neverBegan = stream.feed().stats().state() == Feed.State.WAITING;
        if (neverBegan || limits.feed().linger().isZero()) {
            retire(stream);
        }
    }

    void requireRoomForListener() {
        if (listeners >= limits.listenersMax()) {
            throw Refusal.full("the hub has all the " + listeners + " listeners that it takes");
        }
    }

    void listenerCame(Stream stream, Stream.Listening listener) {
        listeners++;
        stream.add(listener);
    }

    void listenerGone(Stream stream, Stream.Listening listener) {
        listeners--;
        stream.remove(listener);
    }

    void await(StreamName name, HubProtocol listener) {
        listeners++;
        waiting.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(listener);
    }

    /** Does nothing for a connection that does not wait. */
    void awaitNoMore(StreamName name, HubProtocol listener) {
        Set<HubProtocol> others = waiting.getOrDefault(name, Set.of());
        if (others.contains(listener)) {
            others.remove(listener);
            listeners--;
        }
        if (others.isEmpty()) {
            waiting.remove(name);
        }
    }

    /**
     * Lets those join that wait for the name. To be called before the source is handed over: so they miss nothing. One that
     * cannot be answered (no memory) ends alone: the source and the others have no part in it.
     */
    void welcomeWaiting(Stream stream) {
        for (HubProtocol listener : List.copyOf(waiting.getOrDefault(stream.name(), Set.of()))) {
            awaitNoMore(stream.name(), listener);
            try {
                listener.join(stream);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, listener.transport() + " cannot join " + stream.name() + ": " + e);
                listener.transport().abort();
            }
        }
    }

    void note(Ended ended) {
        endings.addFirst(ended);
        if (endings.size() > ENDINGS_MAX) {
            endings.removeLast();
        }
    }

    private Stream open(StreamName name, String contentType, Feed.Slow slow) {
        if (streams.size() >= limits.streamsMax()) {
            throw Refusal.full("the hub has all the " + streams.size() + " streams that it takes");
        }
        DataLoop dataLoop = dataLoops.get(Math.floorMod(name.hashCode(), dataLoops.size()));
        Feed feed = openFeed(dataLoop, slow);
        Stream stream = new Stream(name, contentType, slow, feed);
        feed.onChange(change -> changed(stream, change.state()));
        named.put(name.text(), stream);
        streams.add(stream);
        return stream;
    }

    private Feed openFeed(DataLoop dataLoop, Feed.Slow slow) {
        try {
            return loop.openFeed(dataLoop, limits.feed().withSlow(slow));
        } catch (MillraceException e) {
            if (e.code() == MillraceException.FULL || e.code() == MillraceException.NO_MEMORY) {
                throw Refusal.full("the process takes no more streams");
            }
            throw e;
        }
    }

    private void changed(Stream stream, Feed.State state) {
        if (state == Feed.State.DRAINING || state == Feed.State.ENDED) {
            named.remove(stream.name().text(), stream);
        }
        if (state == Feed.State.ENDED) {
            streams.remove(stream);
        }
    }

    /** Frees the name at once, and lets the stream drain without it. */
    private void retire(Stream stream) {
        named.remove(stream.name().text(), stream);
        stream.feed().close();
    }
}
