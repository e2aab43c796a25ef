package io.millrace.bench.hub;

import io.millrace.ConnectionStats;
import io.millrace.ProcessCounters;
import io.millrace.stream.Feed;
import java.time.Instant;

/**
 * The hub's figures as JSON: per stream, per listener, the latest endings, and what limits its loops. Reads the counters that the loops keep in
 * shared memory, and so asks nothing of the data loops.
 */
final class Stats {
    private final Json json = new Json();

    private Stats() {}

    static String of(Hub hub) {
        Stats stats = new Stats();
        stats.hub(hub);
        return stats.json.toString();
    }

    private void hub(Hub hub) {
        json.object()
                .member("now", Instant.now().toString())
                .member("startedAt", hub.startedAt().toString())
                .member("listeners", hub.listeners())
                .member("listenersMax", hub.limits().listenersMax());
        json.name("streams").array();
        hub.streams().forEach(this::stream);
        json.endArray().name("waiting").array();
        hub.waiting()
                .forEach((name, count) -> json.object()
                        .member("name", name)
                        .member("count", count)
                        .endObject());
        json.endArray().name("endings").array();
        hub.endings().forEach(this::ending);
        json.endArray().name("loops");
        Verdicts.write(hub, json);
        memory(ProcessCounters.read());
        json.endObject();
    }

    private void stream(Stream stream) {
        Feed.Stats feed = stream.feed().stats();
        json.object()
                .member("name", stream.name().text())
                .member("contentType", stream.contentType())
                .member("state", stream.isTicking() ? "clock" : Names.of(feed.state()))
                .member("slow", Names.of(stream.slow()))
                .member("since", feed.opened().toString())
                .member("publishedBytes", feed.publishedBytes())
                .member("deliveredBytes", feed.deliveredBytes())
                .member("heldBytes", feed.heldBytes())
                .member("endedLag", feed.endedForLag())
                .member("endedStalled", feed.endedForStall());
        source(stream);
        json.name("listeners").array();
        stream.listeners().forEach(this::listener);
        json.endArray().endObject();
    }

    private void source(Stream stream) {
        json.name("source");
        Stream.Sending source = stream.source();
        if (source == null) {
            json.nothing();
            return;
        }
        ConnectionStats stats = source.connection().stats();
        json.object()
                .member("peer", Names.of(source.connection().peer()))
                .member("bytes", stream.sourceBytes())
                .member("since", source.since().toString())
                .member("state", state(stats))
                .endObject();
    }

    private void listener(Stream.Listening listener) {
        ConnectionStats stats = listener.connection().stats();
        json.object()
                .member("peer", Names.of(listener.connection().peer()))
                .member("sentBytes", listener.sentBytes(stats.bytesOut()))
                .member("lagBytes", stats.behindBytes())
                .member("since", listener.since().toString())
                .member("state", state(stats))
                .endObject();
    }

    private void ending(Hub.Ended ended) {
        json.object()
                .member("stream", ended.stream().text())
                .member("peer", ended.peer())
                .member("role", ended.role())
                .member("reason", ended.reason())
                .member(ended.role().equals("source") ? "bytes" : "sentBytes", ended.bytes())
                .member("livedMillis", ended.lived().toMillis())
                .member("at", ended.at().toString())
                .endObject();
    }

    private void memory(ProcessCounters counters) {
        json.name("memory")
                .object()
                .member("segmentBytesInUse", counters.segmentBytesInUse())
                .member("segmentBytesMax", counters.segmentBytesMax())
                .member("connections", counters.connections())
                .endObject();
    }

    /** As the native loops see it, in words that a listener's owner understands. */
    private static String state(ConnectionStats stats) {
        return switch (stats.state()) {
            case SOURCE, SUBSCRIBER -> "streaming";
            case OPEN -> "joining";
            default -> Names.of(stats.state());
        };
    }
}
