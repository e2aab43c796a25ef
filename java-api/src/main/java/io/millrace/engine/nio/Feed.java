package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A feed: one source, many subscribers, each with its own position in the same bytes. Publishing holds the source's segments;
 * nothing is copied for a subscriber. Only small pieces that somebody still needs are copied, once, behind each other: each
 * would hold a whole segment for a few bytes.
 *
 * <pre>
 *   pieces:   [ p ][ p ][ p ][ p ][ p ]         by the position of their first byte, counted from the feed's first
 *             ^ begin      ^          ^ end
 *                          subscriber.position
 * </pre>
 *
 * <p>{@code begin <= each subscriber's position <= end}. It lives on one data loop; others touch {@link #station} alone.
 */
final class Feed extends Slot implements Flushable {
    private final Station station;
    private final FeedOptions options;
    private final FeedStats stats;
    private final Gatherer gatherer;
    private final NavigableMap<Long, Piece> pieces = new TreeMap<>();
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private final ClockSource clock = new ClockSource(this);
    private long begin;
    private long end;
    private long gatheredUntil; // pieces that start before were looked at
    private Source source;
    private boolean sourceHeld;
    private boolean whole = true;
    private int state = Codes.FEED_WAITING;

    private final Timers.Timed linger = new Timers.Timed() {
        @Override
        void expired(long now) {
            close(false, whole);
        }
    };

    Feed(long handle, Station station, FeedOptions options, FeedStats stats) {
        super(handle, station.number());
        this.station = station;
        this.options = options;
        this.stats = stats;
        gatherer = new Gatherer(station.loop());
    }

    Station station() {
        return station;
    }

    FeedOptions options() {
        return options;
    }

    boolean isClosing() {
        return state == Codes.FEED_DRAINING || state == Codes.FEED_ENDED;
    }

    boolean isLive() {
        return state == Codes.FEED_LIVE;
    }

    boolean acceptsSource() {
        return source == null && !isClosing();
    }

    boolean isWhole() {
        return whole;
    }

    /** Whether it ends a subscriber whose peer takes nothing. */
    boolean watchesStalls() {
        return options.paces() || state == Codes.FEED_DRAINING;
    }

    long end() {
        return end;
    }

    // ---- The source's side

    void sourceCame(Source source) {
        this.source = source;
        sourceHeld = false;
        whole = true;
        stats.source(source.connection().handle);
        goLive();
        settle();
    }

    /** A source that left in good order ends the feed properly: subscribers are told that it is {@code whole}. */
    void sourceLeft(boolean whole) {
        source = null;
        sourceHeld = false;
        stats.source(0);
        this.whole = whole;
        if (options.lingerNanos() == 0) {
            close(false, whole);
        } else {
            loop().timers().set(linger, loop().now() + options.lingerNanos());
            change(Codes.FEED_LINGERING);
        }
    }

    /** Takes the piece. */
    void publish(Piece piece) {
        if (isClosing() || piece.length == 0) {
            piece.release();
            return;
        }
        int length = piece.length;
        Map.Entry<Long, Piece> last = pieces.lastEntry();
        if (last != null && last.getValue().isContinuedBy(piece)) {
            last.getValue().grow(piece);
        } else {
            pieces.put(end, piece);
        }
        end += length;
        stats.published(end);
        goLive();
        loop().willFlush(this);
    }

    void startClock(long intervalNanos) {
        if (!isClosing() && !clock.isRunning()) {
            goLive();
            clock.start(intervalNanos);
        }
    }

    /** Ends it as if the source had left for good. {@code now}: subscribers do not get what is theirs. */
    void close(boolean now, boolean whole) {
        if (state == Codes.FEED_ENDED || (state == Codes.FEED_DRAINING && !now)) {
            return;
        }
        this.whole = whole;
        loop().timers().cancel(linger);
        loop().timers().cancel(clock);
        change(Codes.FEED_DRAINING);
        if (source != null) {
            Source ended = source;
            source = null;
            stats.source(0);
            ended.feedEnded();
        }
        for (Subscriber subscriber : List.copyOf(subscribers)) {
            if (now) {
                subscriber.endFor(Codes.REASON_FEED_ENDED, 0);
            } else {
                subscriber.watchForStall();
            }
        }
        loop().willFlush(this);
    }

    // ---- The subscribers' side

    /** Answers where it starts: at the newest byte, or as much before it as there is history. */
    long join(Subscriber subscriber) {
        subscribers.add(subscriber);
        stats.subscribers(subscribers.size());
        loop().willFlush(this);
        return Math.max(begin, end - options.historyBytes());
    }

    /** {@code reason}: why its connection has ended; {@link Codes#REASON_NONE} if it has not. */
    void leave(Subscriber subscriber, int reason) {
        subscribers.remove(subscriber);
        stats.subscribers(subscribers.size());
        stats.ended(reason);
        loop().willFlush(this);
    }

    void subscriberMoved() {
        loop().willFlush(this);
    }

    void delivered(long bytes) {
        stats.delivered(bytes);
    }

    /** The pieces from the one on that holds the byte at that position, by their own positions. */
    NavigableMap<Long, Piece> piecesFrom(long position) {
        Long first = pieces.floorKey(position);
        return first == null ? pieces : pieces.tailMap(first, true);
    }

    // ---- Once a turn

    @Override
    public void flush() {
        boolean more = false;
        for (Subscriber subscriber : List.copyOf(subscribers)) {
            more |= !subscriber.pump();
        }
        settle();
        if (state == Codes.FEED_DRAINING) {
            List.copyOf(subscribers).forEach(Subscriber::finishIfDone);
            if (subscribers.isEmpty()) {
                change(Codes.FEED_ENDED);
                station.retire(this);
                return;
            }
        }
        if (more) {
            loop().willFlush(this);
        }
    }

    /** Looks at every subscriber once: who is too far behind ends, and what nobody needs any more goes. */
    private void settle() {
        long neededFrom = Math.max(0, end - options.historyBytes());
        long furthestBehind = 0;
        for (Subscriber subscriber : List.copyOf(subscribers)) {
            long behind = end - subscriber.position();
            subscriber.showBehind(behind);
            if (behind > options.behindBytesMax() && endsLaggards()) {
                subscriber.endFor(Codes.REASON_LAG, behind);
            } else {
                neededFrom = Math.min(neededFrom, subscriber.position());
                furthestBehind = Math.max(furthestBehind, behind);
            }
        }
        trim(neededFrom);
        gatherSmallPieces();
        if (options.paces()) {
            pace(furthestBehind);
        }
    }

    /** A source can be paced; Java and the clock cannot, so then it is the subscriber that goes. */
    private boolean endsLaggards() {
        return !options.paces() || (isLive() && source == null);
    }

    private void trim(long neededFrom) {
        while (!pieces.isEmpty() && endOf(pieces.firstEntry()) <= neededFrom) {
            Map.Entry<Long, Piece> first = pieces.pollFirstEntry();
            begin = endOf(first);
            first.getValue().release();
        }
        if (pieces.isEmpty()) {
            gatherer.release();
        }
        stats.held(end - begin);
    }

    private static long endOf(Map.Entry<Long, Piece> held) {
        return held.getKey() + held.getValue().length;
    }

    /** Looks at the pieces that came since the last time and are still needed. The small ones move together and become one. */
    private void gatherSmallPieces() {
        Map.Entry<Long, Piece> before = pieces.lowerEntry(gatheredUntil);
        Piece last = before == null ? null : before.getValue();
        Iterator<Map.Entry<Long, Piece>> fresh =
                pieces.tailMap(gatheredUntil, true).entrySet().iterator();
        while (fresh.hasNext()) {
            Map.Entry<Long, Piece> held = fresh.next();
            Piece piece = gatherer.gather(held.getValue());
            if (last != null && last.isContinuedBy(piece)) {
                last.grow(piece);
                fresh.remove();
            } else {
                held.setValue(piece);
                last = piece;
            }
        }
        gatheredUntil = end;
    }

    private void pace(long furthestBehind) {
        if (source == null) {
            return;
        }
        if (!sourceHeld && furthestBehind >= options.behindBytesMax()) {
            sourceHeld = true;
            source.hold();
        } else if (sourceHeld && furthestBehind <= options.behindBytesMax() / 4 * 3) {
            sourceHeld = false;
            source.goOn();
        }
    }

    /** Whoever publishes now has ended the wait for the one who left. */
    private void goLive() {
        if (!isLive()) {
            loop().timers().cancel(linger);
            change(Codes.FEED_LIVE);
        }
    }

    private void change(int next) {
        if (state != next) {
            state = next;
            stats.state(next);
            tellHome(new Notice(Codes.EVENT_FEED_CHANGED, handle, 0, next, 0, end, subscribers.size(), 0, 0));
        }
    }

    private void tellHome(Notice notice) {
        NioControlLoop home = options.home();
        if (home != null) {
            home.loop().post(() -> home.tell(notice)); // a loop that is closed hears nothing
        }
    }

    /** It has ended, and is forgotten. */
    void forget() {
        trim(end);
        stats.free();
    }

    private NioLoop loop() {
        return station.loop();
    }
}
