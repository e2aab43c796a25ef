package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.util.function.Consumer;

/** What a control loop does with feeds, which live on data loops: every command is a letter to theirs. */
final class ControlFeeds {
    private final NioSeam mill;
    private final NioControlLoop home;

    ControlFeeds(NioSeam mill, NioControlLoop home) {
        this.mill = mill;
        this.home = home;
    }

    /** A feed's handle, or a code. */
    long open(Command command) {
        if (command.flags > Codes.SLOW_PACE || command.a == 0) {
            return Codes.OUT_OF_RANGE;
        }
        return mill.openFeed(command.handle, FeedOptions.of(command, mill.loop(command.d)));
    }

    int write(Command command) {
        Segment segment = mill.shareRange(command);
        if (segment == null) {
            return Codes.OUT_OF_RANGE;
        }
        Piece piece = new Piece(segment, command.offset, command.length);
        int code = pass(command.handle, feed -> feed.publish(piece));
        if (code != Codes.OK) {
            piece.release();
        }
        return code;
    }

    int close(Command command) {
        boolean now = command.flags != 0;
        return pass(command.handle, feed -> feed.close(now, true));
    }

    int startClock(Command command) {
        long interval = command.a;
        if (interval == 0) {
            return Codes.OUT_OF_RANGE;
        }
        return pass(command.handle, feed -> feed.startClock(interval));
    }

    private int pass(long handle, Consumer<Feed> order) {
        Feed feed = mill.feeds().peek(handle);
        if (feed == null) {
            return Codes.STALE;
        }
        Station station = feed.station();
        return station.loop().post(() -> station.apply(() -> order.accept(feed))) ? Codes.OK : Codes.STALE;
    }

    /** Hands a connection over to a feed's loop. A code; the connection stays and goes on here unless it is OK. */
    int handOver(Connection connection, Command command) {
        HandOver handOver = HandOver.of(command);
        if (handOver == null) {
            return Codes.OUT_OF_RANGE;
        }
        boolean finished = handOver.isSource()
                ? connection.input().hasPeerClosed()
                : connection.output().isFinishing();
        if (!connection.isOpen() || finished) {
            return Codes.WRONG_STATE;
        }
        connection.holding = false;
        Feed feed = mill.feeds().peek(command.a);
        if (feed == null) {
            connection.goOn();
            return Codes.WRONG_STATE;
        }
        Station station = feed.station();
        connection.detach();
        if (station.loop()
                .post(() -> connection.owner = station.number(), () -> station.adopt(connection, feed, handOver))) {
            return Codes.OK;
        }
        home.attach(connection);
        return Codes.WRONG_STATE;
    }
}
