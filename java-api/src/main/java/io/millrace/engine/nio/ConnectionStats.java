package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A connection's record of figures, which anybody may read at any time. Written by its loop. */
final class ConnectionStats {
    private final Counters record;
    private final LongSupplier clock; // the calendar's time has milliseconds only, and jumps
    private final long begun;

    ConnectionStats(ByteBuffer block, long handle, int loop, LongSupplier clock) {
        this.clock = clock;
        begun = clock.getAsLong();
        record = new Counters(block, SlotTable.indexOf(handle) * Records.CONNECTION_STATS_BYTES);
        record.set(Records.CONNECTION_STATS_BYTES_IN, 0);
        record.set(Records.CONNECTION_STATS_BYTES_OUT, 0);
        record.set(Records.CONNECTION_STATS_UNSENT_BYTES, 0);
        record.set(Records.CONNECTION_STATS_BEHIND_BYTES, 0);
        record.set(Records.CONNECTION_STATS_OPENED_NANOS, realtimeNanos());
        record.set(Records.CONNECTION_STATS_FEED, 0);
        loop(loop);
        record.set(Records.CONNECTION_STATS_HANDLE, handle);
    }

    static long realtimeNanos() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    void received(int bytes) {
        record.add(Records.CONNECTION_STATS_BYTES_IN, bytes);
    }

    void sent(long bytes) {
        record.add(Records.CONNECTION_STATS_BYTES_OUT, bytes);
    }

    void unsent(long bytes) {
        record.set(Records.CONNECTION_STATS_UNSENT_BYTES, bytes);
    }

    long unsentBytes() {
        return record.get(Records.CONNECTION_STATS_UNSENT_BYTES);
    }

    /** How far a subscriber is from its feed's newest byte. */
    void behind(long bytes) {
        record.set(Records.CONNECTION_STATS_BEHIND_BYTES, bytes);
    }

    /** What it streams from or to; 0 when nothing. */
    void feed(long handle) {
        record.set(Records.CONNECTION_STATS_FEED, handle);
    }

    void state(int state) {
        record.setInt(Records.CONNECTION_STATS_STATE, state);
    }

    void loop(int number) {
        record.setInt(Records.CONNECTION_STATS_LOOP, number);
    }

    /** The slot is free from here on. */
    void free() {
        record.set(Records.CONNECTION_STATS_HANDLE, 0);
        state(Codes.CONN_FREE);
    }

    long bytesIn() {
        return record.get(Records.CONNECTION_STATS_BYTES_IN);
    }

    long bytesOut() {
        return record.get(Records.CONNECTION_STATS_BYTES_OUT);
    }

    long livedNanos() {
        return clock.getAsLong() - begun;
    }
}
