package io.millrace.stream;

import io.millrace.bytes.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One stream from one source to many subscribers, on a data loop. Each subscriber has its own place in the stream; the
 * bytes are in memory once. Opened by {@code EventLoop.openFeed}, its home; connections join it by
 * {@code Transport.handOver} with a {@link Role}.
 *
 * <p>The source is a connection, or Java ({@link #publish}), or the clock ({@link #clock}).
 *
 * <p><b>Thread.</b> Every method works from any thread; {@link #stats} reads shared memory and asks no loop, so it
 * answers while the JVM or the loop is busy. From another thread than home's, {@code publish} copies and the others are
 * passed on. After the end they do nothing.
 */
public final class Feed implements AutoCloseable {
    /** What happens to a subscriber that cannot keep up. */
    public enum Slow {
        // The order is that of mr_slow in records.h; a test compares the two.

        /** The source is never held up; who is too far behind is ended with the reason LAG. For live sources. */
        END,
        /**
         * The source is paused while a subscriber that makes progress is too far behind, so that nobody loses a byte; who
         * takes nothing for as long as {@link Options#stall} is ended with the reason STALLED. For distributing files.
         */
        PACE
    }

    /** Where a feed is in its life. */
    public enum State {
        // The order is that of mr_feed_state in records.h; a test compares the two.

        /** No source has come yet. */
        WAITING,
        /** It has a source. */
        LIVE,
        /** Its source is gone, and subscribers wait for another. */
        LINGERING,
        /** Its source is gone, and subscribers get what is theirs. */
        DRAINING,
        /** Gone. */
        ENDED;

        private static final State[] ALL = values();

        static State of(int code) {
            return code >= 0 && code < ALL.length ? ALL[code] : ENDED;
        }
    }

    /**
     * How a feed treats its subscribers. All bounds have a default; see {@link #DEFAULTS}.
     *
     * @param slow what happens to a subscriber that cannot keep up
     * @param behindBytesMax how far behind is too far, in bytes; 1 or more
     * @param stall how long a subscriber of a paced feed may take nothing; more than zero
     * @param linger how long subscribers are kept after the source has gone; zero: not at all
     * @param historyBytes how much of the recent stream a new subscriber starts with, in bytes; zero: nothing
     */
    public record Options(Slow slow, long behindBytesMax, Duration stall, Duration linger, int historyBytes) {
        /** END, 4 MiB behind, 5 seconds of stall, no linger, no history. */
        public static final Options DEFAULTS =
                new Options(Slow.END, 4 << 20, Duration.ofSeconds(5), Duration.ZERO, 0);

        /** Checks the bounds. */
        public Options {
            Objects.requireNonNull(slow, "slow");
            if (behindBytesMax < 1) {
                throw new IllegalArgumentException("behindBytesMax is " + behindBytesMax + ", but must be 1 or more");
            }
            if (stall.isNegative() || stall.isZero()) {
                throw new IllegalArgumentException("stall is " + stall + ", but must be more than zero");
            }
            if (linger.isNegative()) {
                throw new IllegalArgumentException("linger is " + linger + ", but must not be negative");
            }
            if (historyBytes < 0) {
                throw new IllegalArgumentException("historyBytes is " + historyBytes + ", but must not be negative");
            }
        }

        /** The same with another policy for slow subscribers. */
        public Options withSlow(Slow policy) {
            return new Options(policy, behindBytesMax, stall, linger, historyBytes);
        }

        /** The same with another bound on how far behind a subscriber may be, in bytes. */
        public Options withBehindBytesMax(long bytes) {
            return new Options(slow, bytes, stall, linger, historyBytes);
        }

        /** The same with another bound on how long a subscriber of a paced feed may take nothing. */
        public Options withStall(Duration bound) {
            return new Options(slow, behindBytesMax, bound, linger, historyBytes);
        }

        /** The same with another time that subscribers are kept for a source that returns. */
        public Options withLinger(Duration time) {
            return new Options(slow, behindBytesMax, stall, time, historyBytes);
        }

        /** The same with another length of history for new subscribers, in bytes. */
        public Options withHistoryBytes(int bytes) {
            return new Options(slow, behindBytesMax, stall, linger, bytes);
        }
    }

    /**
     * A feed's figures at one moment. Each number is exact; together they are not one moment.
     *
     * @param state where it is in its life
     * @param publishedBytes bytes that its sources have given it
     * @param heldBytes bytes in memory now, for subscribers that still need them
     * @param deliveredBytes bytes delivered to all subscribers together
     * @param subscribers how many there are now
     * @param endedForLag subscribers ended with the reason LAG so far
     * @param endedForStall subscribers ended with the reason STALLED so far
     * @param hasSource whether a connection is its source now
     * @param opened when it was opened
     */
    public record Stats(
            State state,
            long publishedBytes,
            long heldBytes,
            long deliveredBytes,
            int subscribers,
            int endedForLag,
            int endedForStall,
            boolean hasSource,
            Instant opened) {}

    /**
     * The feed has changed its state.
     *
     * @param state the new state
     * @param publishedBytes bytes that its sources had given it by then
     * @param subscribers how many there were then
     */
    public record Change(State state, long publishedBytes, int subscribers) {}

    Feed() {}

    /**
     * Calls {@code listener} on home's thread at each change of state; the last is ENDED. Replaces the listener before.
     * What it throws is logged.
     */
    public void onChange(Consumer<Change> listener) {
        throw new UnsupportedOperationException();
    }

    /** Publishes bytes; on home's thread a received slice of that loop is not copied. */
    public void publish(Slice bytes) {
        throw new UnsupportedOperationException();
    }

    /**
     * Publishes a line with the time of day every {@code interval}, made by the data loop itself.
     *
     * @param interval a millisecond or more
     */
    public void clock(Duration interval) {
        throw new UnsupportedOperationException();
    }

    /** Ends the feed: its source is ended, its subscribers get what is theirs, then end. Closing twice does nothing. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Ends the feed and its subscribers at once. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    /** Its figures at this moment; after its end, the last that are known. */
    public Stats stats() {
        throw new UnsupportedOperationException();
    }
}
