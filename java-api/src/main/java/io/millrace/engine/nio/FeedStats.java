package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;

/** A feed's record of figures, which anybody may read at any time. Written by its loop. */
final class FeedStats {
    private final Counters record;

    FeedStats(ByteBuffer block, long handle) {
        record = new Counters(block, SlotTable.indexOf(handle) * Records.FEED_STATS_BYTES);
        record.set(Records.FEED_STATS_PUBLISHED_BYTES, 0);
        record.set(Records.FEED_STATS_HELD_BYTES, 0);
        record.set(Records.FEED_STATS_OPENED_NANOS, ConnectionStats.realtimeNanos());
        record.set(Records.FEED_STATS_SOURCE, 0);
        record.setInt(Records.FEED_STATS_STATE, Codes.FEED_WAITING);
        record.setInt(Records.FEED_STATS_SUBSCRIBERS, 0);
        record.setInt(Records.FEED_STATS_ENDED_LAG, 0);
        record.setInt(Records.FEED_STATS_ENDED_STALLED, 0);
        record.set(Records.FEED_STATS_DELIVERED_BYTES, 0);
        record.set(Records.FEED_STATS_HANDLE, handle);
    }

    void published(long bytes) {
        record.set(Records.FEED_STATS_PUBLISHED_BYTES, bytes);
    }

    void held(long bytes) {
        record.set(Records.FEED_STATS_HELD_BYTES, bytes);
    }

    void delivered(long more) {
        record.add(Records.FEED_STATS_DELIVERED_BYTES, more);
    }

    /** The source's connection; 0 for none. */
    void source(long handle) {
        record.set(Records.FEED_STATS_SOURCE, handle);
    }

    void state(int state) {
        record.setInt(Records.FEED_STATS_STATE, state);
    }

    void subscribers(int count) {
        record.setInt(Records.FEED_STATS_SUBSCRIBERS, count);
    }

    /** A subscriber has ended; counted for the reasons that are the feed's own. */
    void ended(int reason) {
        if (reason == Codes.REASON_LAG) {
            record.incrementInt(Records.FEED_STATS_ENDED_LAG);
        } else if (reason == Codes.REASON_STALLED) {
            record.incrementInt(Records.FEED_STATS_ENDED_STALLED);
        }
    }

    /** The slot is free from here on. */
    void free() {
        record.set(Records.FEED_STATS_HANDLE, 0);
    }
}
