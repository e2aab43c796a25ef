package io.millrace.engine;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads figures from shared memory, which the loops write while they run. Any thread; asks no loop, so it answers while
 * everything else is busy. The slots of connections and feeds are used again: their handle is read before and after.
 */
public final class Statistics {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private Statistics() {}

    /** A connection's figures. */
    public record OfConnection(
            int state, long bytesIn, long bytesOut, long unsentBytes, long behindBytes, long openedNanos) {}

    /** A feed's figures. */
    public record OfFeed(
            int state,
            long publishedBytes,
            long heldBytes,
            long deliveredBytes,
            int subscribers,
            int endedForLag,
            int endedForStall,
            boolean hasSource,
            long openedNanos) {}

    /** Where a loop's time goes: nanoseconds, and at the end what bears witness. See {@code loop/time_account.hpp}. */
    public record OfTime(
            long waitNanos,
            long waitingSince,
            long pollNanos,
            long blockedNanos,
            long measuredNanos,
            long receiveNanos,
            long sendNanos,
            long acceptNanos,
            long otherNanos,
            long sendsCut,
            long unsentBytes,
            long blocked) {
        /** From what {@link Loop#read} has read. */
        public static OfTime of(long[] n) {
            return new OfTime(
                    at(n, Records.LOOP_COUNTERS_WAIT_NANOS),
                    at(n, Records.LOOP_COUNTERS_WAITING_SINCE),
                    at(n, Records.LOOP_COUNTERS_POLL_NANOS),
                    at(n, Records.LOOP_COUNTERS_BLOCKED_NANOS),
                    at(n, Records.LOOP_COUNTERS_MEASURED_NANOS),
                    at(n, Records.LOOP_COUNTERS_RECEIVE_NANOS),
                    at(n, Records.LOOP_COUNTERS_SEND_NANOS),
                    at(n, Records.LOOP_COUNTERS_ACCEPT_NANOS),
                    at(n, Records.LOOP_COUNTERS_OTHER_NANOS),
                    at(n, Records.LOOP_COUNTERS_SENDS_CUT),
                    at(n, Records.LOOP_COUNTERS_UNSENT_BYTES),
                    at(n, Records.LOOP_COUNTERS_BLOCKED));
        }

        private static long at(long[] numbers, int offset) {
            return numbers[offset / Long.BYTES];
        }
    }

    /** The figures of a connection; null if it is gone. */
    public static OfConnection ofConnection(Memory memory, long handle) {
        ByteBuffer block = memory.connections();
        int at = index(handle) * Records.CONNECTION_STATS_BYTES;
        if (number(block, at + Records.CONNECTION_STATS_HANDLE) != handle) {
            return null;
        }
        OfConnection read = new OfConnection(
                (int) INT.getAcquire(block, at + Records.CONNECTION_STATS_STATE),
                number(block, at + Records.CONNECTION_STATS_BYTES_IN),
                number(block, at + Records.CONNECTION_STATS_BYTES_OUT),
                number(block, at + Records.CONNECTION_STATS_UNSENT_BYTES),
                number(block, at + Records.CONNECTION_STATS_BEHIND_BYTES),
                number(block, at + Records.CONNECTION_STATS_OPENED_NANOS));
        return number(block, at + Records.CONNECTION_STATS_HANDLE) == handle ? read : null;
    }

    /** How many bytes of a connection are with the kernel so far; -1 if it is gone. */
    public static long bytesOut(Memory memory, long handle) {
        ByteBuffer block = memory.connections();
        int at = index(handle) * Records.CONNECTION_STATS_BYTES;
        long bytes = number(block, at + Records.CONNECTION_STATS_BYTES_OUT);
        return number(block, at + Records.CONNECTION_STATS_HANDLE) == handle ? bytes : -1;
    }

    /** The figures of a feed; null if it is gone. */
    public static OfFeed ofFeed(Memory memory, long handle) {
        ByteBuffer block = memory.feeds();
        int at = index(handle) * Records.FEED_STATS_BYTES;
        if (number(block, at + Records.FEED_STATS_HANDLE) != handle) {
            return null;
        }
        OfFeed read = new OfFeed(
                (int) INT.getAcquire(block, at + Records.FEED_STATS_STATE),
                number(block, at + Records.FEED_STATS_PUBLISHED_BYTES),
                number(block, at + Records.FEED_STATS_HELD_BYTES),
                number(block, at + Records.FEED_STATS_DELIVERED_BYTES),
                (int) INT.getAcquire(block, at + Records.FEED_STATS_SUBSCRIBERS),
                (int) INT.getAcquire(block, at + Records.FEED_STATS_ENDED_LAG),
                (int) INT.getAcquire(block, at + Records.FEED_STATS_ENDED_STALLED),
                number(block, at + Records.FEED_STATS_SOURCE) != 0,
                number(block, at + Records.FEED_STATS_OPENED_NANOS));
        return number(block, at + Records.FEED_STATS_HANDLE) == handle ? read : null;
    }

    /** What the process holds, in the order of the record: the sum of all seams that are used. */
    public static long[] ofProcess() {
        long[] sum = new long[Records.PROCESS_COUNTERS_BYTES / Long.BYTES];
        for (Memory memory : Memory.all()) {
            // Asking for the block brings it up to date: a loop that sleeps does not.
            long[] one = numbers(memory.shared(Codes.BLOCK_PROCESS_COUNTERS, 0), Records.PROCESS_COUNTERS_BYTES);
            Arrays.setAll(sum, i -> sum[i] + one[i]);
        }
        return sum;
    }

    /** How many views of segments there are. */
    public static int views() {
        return Memory.all().stream().mapToInt(memory -> memory.views().count()).sum();
    }

    /** The counters of one loop; once it is closed, the last that there were. */
    public static final class Loop {
        private final ByteBuffer block;
        private volatile long[] last;

        /** Of the loop with that handle, which is open. */
        public Loop(Memory memory, long loop) {
            block = memory.shared(Codes.BLOCK_LOOP_COUNTERS, loop);
        }

        /** In the order of the record. */
        public long[] read() {
            long[] frozen = last;
            return frozen != null ? frozen.clone() : numbers(block, Records.LOOP_COUNTERS_BYTES);
        }

        /** For how long it has slept, with the present wait; not of one moment, but as nearly as a look can be. */
        public long sleptNanos(long now) {
            long since = number(block, Records.LOOP_COUNTERS_WAITING_SINCE);
            return number(block, Records.LOOP_COUNTERS_WAIT_NANOS)
                    - number(block, Records.LOOP_COUNTERS_POLL_NANOS)
                    + (since == 0 ? 0 : Math.max(0, now - since));
        }

        /** How long the present turn was native code's, with its wait; 0: it is not measured. The loop's thread. */
        long turnNanos() {
            return block.getLong(Records.LOOP_COUNTERS_TURN_NANOS);
        }

        /** Remembers them; the block may be another loop's soon. */
        public void freeze() {
            last = numbers(block, Records.LOOP_COUNTERS_BYTES);
        }
    }

    private static long[] numbers(ByteBuffer block, int bytes) {
        long[] numbers = new long[bytes / Long.BYTES];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(block, i * Long.BYTES);
        }
        return numbers;
    }

    private static long number(ByteBuffer block, int at) {
        return (long) LONG.getAcquire(block, at);
    }

    /** The place of a handle's object in its table. */
    public static int index(long handle) {
        return (int) handle & 0x0fffffff;
    }
}
