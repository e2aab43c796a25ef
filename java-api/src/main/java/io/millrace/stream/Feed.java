package io.millrace.stream;

import io.millrace.bytes.Slice;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Events;
import io.millrace.engine.Memory;
import io.millrace.engine.Statistics;
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
        public static final Options DEFAULTS = new Options(Slow.END, 4 << 20, Duration.ofSeconds(5), Duration.ZERO, 0);

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

    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    private final EngineLoop home;
    private final long handle;
    private final Instant opened;
    private volatile Consumer<Change> listener = change -> {};
    private volatile Change last = new Change(State.WAITING, 0, 0);

    private Feed(EngineLoop home, long handle) {
        this.home = home;
        this.handle = handle;
        this.opened = Instant.now();
    }

    /** For loops: opens a feed on a data loop. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public static Feed open(EngineLoop home, long dataLoop, Options options) {
        home.commands()
                .openFeed(
                        dataLoop,
                        options.slow.ordinal(),
                        options.behindBytesMax,
                        nanos(options.stall),
                        nanos(options.linger),
                        home.loop(),
                        options.historyBytes);
        return new Feed(home, home.ask("open feed", dataLoop));
    }

    /** Its handle: the number that it has on the other side, for logs. */
    public long handle() {
        return handle;
    }

    /**
     * Calls {@code listener} on home's thread with the last change (WAITING, if there was none), then at each change of
     * state; the last is ENDED. Replaces the listener before. What it throws is logged. If home is closed, it is called
     * here and now.
     */
    public void onChange(Consumer<Change> listener) {
        Objects.requireNonNull(listener, "listener");
        Runnable begin = () -> {
            this.listener = listener;
            tell(last);
        };
        if (home.mailbox().inLoop() || !home.mailbox().offer(begin)) {
            begin.run();
        }
    }

    /** Whether it lives on the engine of that memory. The type is not exported, so nobody else can call it. */
    @SuppressWarnings("exports")
    public boolean isOf(Memory memory) {
        return home.memory() == memory;
    }

    /**
     * For home's loop: the feed has changed; answers whether more will be heard of it. The type is not exported, so nobody
     * else can call it.
     */
    @SuppressWarnings("exports")
    public boolean changed(Events events, int event) {
        State state = State.of(events.code(event));
        tell(new Change(state, events.a(event), (int) events.b(event)));
        return state != State.ENDED;
    }

    /** For home's loop, which is closing: nothing more will be heard of the feed. */
    @SuppressWarnings("exports")
    public void homeClosed(EngineLoop closing) {
        closing.commands().closeFeed(handle, true);
        tell(new Change(State.ENDED, stats().publishedBytes, 0));
    }

    private void tell(Change change) {
        last = change;
        try {
            listener.accept(change);
        } catch (Throwable thrown) { // whatever it is, the loop's other connections must not suffer for it
            LOG.log(System.Logger.Level.ERROR, "the listener of a feed failed", thrown);
        }
    }

    /** Whether it takes bytes and subscribers: not closed, as far as home has heard. */
    public boolean isOpen() {
        return last.state.ordinal() < State.DRAINING.ordinal();
    }

    /** Publishes bytes; on home's thread a received slice of that loop is not copied. */
    public void publish(Slice bytes) {
        if (home.mailbox().inLoop()) {
            bytes.sendTo(home.output(), handle);
        } else {
            Slice copy = bytes.copy();
            pass(() -> {
                if (isOpen()) {
                    copy.sendTo(home.output(), handle);
                }
            });
        }
    }

    /**
     * Publishes a line with the time of day every {@code interval}, made by the data loop itself.
     *
     * @param interval a millisecond or more
     */
    public void clock(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("an interval of " + interval + ", but it must be a millisecond or more");
        }
        pass(() -> home.commands().clock(handle, nanos(interval)));
    }

    /** Ends the feed: its source is ended, its subscribers get what is theirs, then end. Closing twice does nothing. */
    @Override
    public void close() {
        pass(() -> home.commands().closeFeed(handle, false));
    }

    /** Ends the feed and its subscribers at once. */
    public void abort() {
        pass(() -> home.commands().closeFeed(handle, true));
    }

    private void pass(Runnable command) {
        if (home.mailbox().inLoop()) {
            command.run();
        } else {
            home.mailbox().offer(command);
        }
    }

    /** Its figures at this moment; after its end, how many bytes were published, and otherwise zeros. */
    public Stats stats() {
        Statistics.OfFeed now = last.state == State.ENDED ? null : Statistics.ofFeed(home.memory(), handle);
        if (now == null) {
            return new Stats(State.ENDED, last.publishedBytes, 0, 0, 0, 0, 0, false, opened);
        }
        return new Stats(
                State.of(now.state()),
                now.publishedBytes(),
                now.heldBytes(),
                now.deliveredBytes(),
                now.subscribers(),
                now.endedForLag(),
                now.endedForStall(),
                now.hasSource(),
                opened);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }
}
