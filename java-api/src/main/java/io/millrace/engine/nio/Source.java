package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/**
 * The role of a connection whose body is published: what is received is de-chunked in place and goes to the feed as it lies
 * in its segment. When the body ends, the connection goes home with whatever follows it.
 */
final class Source implements StreamRole {
    private final Station station;
    private final Connection connection;
    private final BodyDecoder decoder;
    private final long bytesMax; // 0: none
    private Feed feed; // null when it has nothing to do with it any more
    private boolean returns;
    private boolean held;

    Source(Station station, Connection connection, Feed feed, HandOver handOver) {
        this.station = station;
        this.connection = connection;
        this.feed = feed;
        decoder = new BodyDecoder(handOver.body(), handOver.bodyBytes());
        returns = handOver.thenReturns();
        bytesMax = handOver.bytesMax();
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void begin() {
        connection.stats().feed(feed.handle);
        connection.stats().state(Codes.CONN_SOURCE);
        feed.sourceCame(this);
        connection.lookAgain(); // an empty body ends at once, without input
    }

    @Override
    public void readable(Connection connection) {
        if (held || feed == null) {
            return;
        }
        if (decoder.isDone()) {
            finish(Codes.REASON_NONE, 0, true);
            return;
        }
        int received = connection.inbound().isEmpty() ? connection.input().receive() : 1;
        if (received > 0) {
            decode();
        } else if (received == 0) {
            peerClosed();
        }
    }

    private void peerClosed() {
        if (decoder.endsWithPeer()) {
            finish(Codes.REASON_PEER_CLOSED, 0, true);
        } else {
            leaveFeed(false);
            // What Java had said before is still sent.
            connection.close(new Ending(Codes.REASON_PEER_CLOSED, Codes.BY_PEER, decoder.offset()));
        }
    }

    private void decode() {
        Piece piece = connection.inbound().take();
        while (piece.length > 0 && !decoder.isDone()) {
            decoder.next(piece);
            if (decoder.isMalformed()) {
                piece.release();
                finish(Codes.REASON_PROTOCOL_ERROR, decoder.offset() - 1, false);
                return;
            }
            if (bytesMax != 0 && decoder.bodyBytes() > bytesMax) {
                piece.release();
                finish(Codes.REASON_LIMIT, bytesMax, false);
                return;
            }
            piece.drop(decoder.skipped());
            feed.publish(piece.first(decoder.data()));
            piece.drop(decoder.data());
        }
        connection.inbound().putBack(piece);
        if (decoder.isDone()) {
            finish(Codes.REASON_NONE, 0, true);
        }
    }

    /** By the feed: stop reading for a while. */
    void hold() {
        held = true;
        connection.input().pause();
        connection.stats().state(Codes.CONN_PAUSED);
    }

    /** By the feed. */
    void goOn() {
        held = false;
        connection.stats().state(Codes.CONN_SOURCE);
        connection.input().resume();
    }

    /** By the feed. */
    void feedEnded() {
        feed = null;
        finish(Codes.REASON_FEED_ENDED, 0, false);
    }

    @Override
    public void takeBack() {
        returns = true; // that is what was asked for
        finish(Codes.REASON_NONE, 0, false);
    }

    @Override
    public void leave() {
        leaveFeed(false);
    }

    private void leaveFeed(boolean whole) {
        Feed left = feed;
        feed = null;
        if (left != null) {
            left.sourceLeft(whole);
        }
    }

    private void finish(int reason, long detail, boolean whole) {
        leaveFeed(whole);
        station.sendHome(connection, returns, reason, decoder.bodyBytes(), detail);
    }

    @Override
    public void ended(Connection connection) {
        leaveFeed(decoder.isDone());
        station.bury(connection);
    }
}
