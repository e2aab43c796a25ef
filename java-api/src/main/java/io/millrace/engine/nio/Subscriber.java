package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * The role of a connection that receives a feed: it has a position, writes from the feed's pieces straight to its wire, and
 * waits when its peer does.
 */
final class Subscriber implements StreamRole {
    private static final long PUMP_BYTES_MAX = 1024 * 1024; // of one subscriber in one turn
    private static final int GATHER_MAX = 64;

    private final Station station;
    private final Connection connection;
    private final Feed feed;
    private final ChunkWriter chunk; // null where the stream goes on until the end
    private boolean returns;
    private boolean joined;
    private boolean leaving;
    private long position;
    private long delivered;
    private long taken; // by the kernel, at the last look
    private long progressNanos;

    private final Timers.Timed stall = new Timers.Timed() {
        @Override
        void expired(long now) {
            checkStall(now);
        }
    };

    Subscriber(Station station, Connection connection, Feed feed, HandOver handOver) {
        this.station = station;
        this.connection = connection;
        this.feed = feed;
        chunk = handOver.body() == Codes.BODY_CHUNKED ? new ChunkWriter() : null;
        returns = handOver.thenReturns();
    }

    @Override
    public void begin() {
        joined = true;
        position = feed.join(this);
        progressNanos = station.loop().now();
        connection.input().pause();
        connection.input().watchForHangup(); // nothing may be sent for hours, and nobody reads
        connection.stats().feed(feed.handle);
        connection.stats().state(Codes.CONN_SUBSCRIBER);
    }

    @Override
    public void readable(Connection connection) {}

    @Override
    public void writable(Connection connection) {
        if (joined) {
            pump();
        }
        if (joined) {
            feed.subscriberMoved();
        }
    }

    /** As its feed's options have it. */
    @Override
    public boolean watchesStalls() {
        return true;
    }

    long position() {
        return position;
    }

    void showBehind(long bytes) {
        connection.stats().behind(bytes);
    }

    private boolean waits() {
        return connection.output().isBlocked() || !connection.output().isEmpty();
    }

    /** What it is to have for now: everything, or what ends the open chunk when it is asked back. */
    private long target() {
        return leaving ? position + (chunk == null ? 0 : chunk.left()) : feed.end();
    }

    // ---- Writing

    /** By the feed: writes what is there; false when more is left that could be written at once. */
    boolean pump() {
        long budget = PUMP_BYTES_MAX;
        while (joined && !waits() && connection.isOpen()) {
            ByteBuffer[] pieces = new ByteBuffer[GATHER_MAX];
            int count = gather(pieces);
            if (count == 0) {
                break;
            }
            long sent = connection.output().sendNow(pieces, count);
            if (sent < 0) {
                return true;
            }
            advance(sent);
            budget -= sent;
            if (budget <= 0) {
                return waits();
            }
        }
        if (joined) {
            pumped();
        }
        return true;
    }

    private void pumped() {
        connection.stats().state(waits() ? Codes.CONN_BLOCKED : Codes.CONN_SUBSCRIBER);
        if (waits() && feed.watchesStalls()) {
            watchForStall();
        }
        if (leaving && !waits()) {
            finishIfDone();
        }
    }

    /** Answers how many entries there are. */
    private int gather(ByteBuffer[] out) {
        if (chunk == null) {
            return gatherData(out, 0, out.length, target() - position);
        }
        if (chunk.isComplete() && !chunk.isLast() && target() > position) {
            int framing = chunk.open(target() - position);
            station.loop().counters().add(Records.LOOP_COUNTERS_BYTES_COPIED_FRAMING, framing);
        }
        int count = 0;
        if (chunk.head().hasRemaining()) {
            out[count++] = chunk.head();
        }
        count = gatherData(out, count, out.length - 1, chunk.left());
        if (chunk.tail().hasRemaining() && bytesOf(out, count) == chunk.head().remaining() + chunk.left()) {
            out[count++] = chunk.tail();
        }
        return count;
    }

    private int gatherData(ByteBuffer[] out, int from, int countMax, long wanted) {
        int count = from;
        long at = position;
        long end = position + wanted;
        for (Map.Entry<Long, Piece> held : feed.piecesFrom(position).entrySet()) {
            if (count == countMax || at == end) {
                break;
            }
            Piece piece = held.getValue();
            int skipped = (int) (at - held.getKey());
            int length = (int) Math.min(piece.length - skipped, end - at);
            out[count++] = piece.segment.bytes(piece.offset + skipped, length);
            at += length;
        }
        return count;
    }

    private static long bytesOf(ByteBuffer[] pieces, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += pieces[i].remaining();
        }
        return bytes;
    }

    private void advance(long bytes) {
        long data = chunk == null ? bytes : chunk.sent(bytes);
        position += data;
        delivered += data;
        feed.delivered(data);
    }

    // ---- Its end

    /** By the feed, when no more will come: leaves in good order once everything was delivered. */
    void finishIfDone() {
        if (waits() || position != target() || !isBetweenChunks() || !connection.isOpen()) {
            return;
        }
        boolean whole = leaving || feed.isWhole();
        if (chunk != null && whole && !chunk.isLast()) {
            chunk.openLast();
            pump();
            if (!joined || waits()) {
                return;
            }
        }
        if (isBetweenChunks()) {
            finish(whole ? Codes.REASON_NONE : Codes.REASON_FEED_ENDED);
        }
    }

    private boolean isBetweenChunks() {
        return chunk == null || chunk.isComplete();
    }

    private void finish(int reason) {
        if (!joined) {
            return;
        }
        leave();
        // A chunked stream that was cut short must not look whole: without its last chunk, nothing may follow it.
        boolean inGoodOrder = reason == Codes.REASON_NONE || chunk == null;
        station.sendHome(connection, returns && inGoodOrder, reason, delivered, 0);
    }

    /** By the feed: ends the connection, which has not got everything, for that reason. */
    void endFor(int reason, long detail) {
        connection.end(Ending.local(reason, detail), true);
    }

    /** Home, at the end of the chunk that is open. */
    @Override
    public void takeBack() {
        leaving = returns = true;
        if (!waits()) {
            finishIfDone();
        }
    }

    @Override
    public void leave() {
        if (joined) {
            joined = false;
            station.loop().timers().cancel(stall);
            feed.leave(this, connection.isEnded() ? connection.ending().reason() : Codes.REASON_NONE);
        }
    }

    @Override
    public void ended(Connection connection) {
        leave();
        station.bury(connection);
    }

    // ---- A peer that takes nothing

    /** Ends it, from now on, when its peer takes nothing for as long as the feed allows. */
    void watchForStall() {
        if (joined && waits() && !stall.isPending() && feed.options().stallNanos() != 0) {
            progressNanos = station.loop().now();
            taken = connection.stats().bytesOut();
            lookAgainForStall();
        }
    }

    private void lookAgainForStall() {
        NioLoop loop = station.loop();
        loop.timers().set(stall, loop.now() + feed.options().stallNanos() / 4);
    }

    /** What the peer's TCP has taken the JDK does not tell; what the kernel has taken stands for it. */
    private void checkStall(long now) {
        if (!waits()) {
            return;
        }
        long bytesOut = connection.stats().bytesOut();
        if (bytesOut != taken) {
            taken = bytesOut;
            progressNanos = now;
        }
        if (now - progressNanos >= feed.options().stallNanos()) {
            endFor(Codes.REASON_STALLED, now - progressNanos);
        } else {
            lookAgainForStall();
        }
    }
}
