package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * A data loop: a loop, the feeds that live on it, and the connections handed over to it. A thread of its own turns it, which
 * calls nothing of the user's; but it is one of the JVM's, and stands still when that does.
 *
 * <p>Objects leave at one point of a turn only, its end: so nothing disappears under the code that is working with it.
 */
final class Station implements LoopOwner {
    /** For a connection that nobody is left to be told of. */
    private static final Role NOBODY = new Role() {
        @Override
        public void readable(Connection connection) {}

        @Override
        public void ended(Connection connection) {}
    };

    private record Departure(Connection connection, Notice notice) {}

    private final NioSeam mill;
    private final NioLoop loop;
    private final Counters counters;
    private final ArrayDeque<Departure> departures = new ArrayDeque<>();
    private final ArrayDeque<Feed> retired = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "millrace-data");
    private volatile boolean stopping;

    Station(NioSeam mill, int number, LoopBlocks blocks) throws IOException {
        this.mill = mill;
        counters = blocks.counters();
        loop = new NioLoop(mill.pool(), number, counters, Platform.SYSTEM);
        thread.setDaemon(true);
    }

    @Override
    public NioLoop loop() {
        return loop;
    }

    int number() {
        return loop.number();
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            int code = Codes.OK;
            while (!stopping && code == Codes.OK) {
                loop.account().begin();
                code = loop.turn(-1);
                depart();
                loop.account().end(0);
            }
        } finally {
            shut();
        }
    }

    /** Ends everything on it with LOOP_CLOSED, and waits for the thread. */
    @Override
    public void close() {
        stopping = true;
        loop.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void shut() {
        loop.refuseMail();
        loop.takeLastMail(); // whoever was on the way here ends with the others
        mill.feeds().forEach(number(), feed -> feed.close(true, false));
        mill.connections().forEach(number(), connection -> {
            if (connection.isAttached()) {
                connection.end(Ending.LOOP_CLOSED, true);
            }
        });
        loop.flush();
        depart();
        loop.close();
    }

    // ---- What others ask

    @Override
    public void applyFromElsewhere(int kind, long handle) {
        counters.increment(Records.LOOP_COUNTERS_COMMANDS);
        Connection connection = mill.connections().find(handle, number());
        if (connection == null) {
            mill.pass(kind, handle); // it has gone home meanwhile: the command follows it
        } else if (!connection.isAttached()) {
            // It leaves at this turn's end, or its hand-over stands behind this: after either, the next turn knows.
            loop.post(() -> applyFromElsewhere(kind, handle));
        } else if (!connection.isEnded()) {
            apply(kind, connection);
        }
    }

    private void apply(int kind, Connection connection) {
        StreamRole role = (StreamRole) connection.role();
        switch (kind) {
            case Codes.CMD_ABORT -> connection.abort();
            case Codes.CMD_CLOSE -> {
                role.leave();
                connection.close(Ending.LOCAL_CLOSE);
            }
            case Codes.CMD_TAKE_BACK -> {
                if (connection.isOpen()) {
                    role.takeBack();
                }
            }
            default -> counters.increment(Records.LOOP_COUNTERS_COMMANDS_REFUSED);
        }
    }

    /** Something of a feed's. */
    void apply(Runnable order) {
        counters.increment(Records.LOOP_COUNTERS_COMMANDS);
        order.run();
    }

    /** A connection has come. */
    void adopt(Connection connection, Feed feed, HandOver handOver) {
        counters.increment(Records.LOOP_COUNTERS_COMMANDS);
        if (feed.isClosing()) {
            turnAway(connection, Codes.STALE);
        } else if (handOver.isSource() && !feed.acceptsSource()) {
            turnAway(connection, Codes.BUSY);
        } else {
            begin(connection, feed, handOver);
        }
    }

    private void begin(Connection connection, Feed feed, HandOver handOver) {
        StreamRole role = handOver.isSource()
                ? new Source(this, connection, feed, handOver)
                : new Subscriber(this, connection, feed, handOver);
        if (connection.attach(loop, role)) {
            role.begin();
        } else {
            connection.detach();
            turnAway(connection, Errno.code(Errno.EIO));
        }
    }

    private void turnAway(Connection connection, int code) {
        passHome(connection, returned(connection, Codes.REASON_REFUSED, 0, -code));
    }

    private static Notice returned(Connection connection, int reason, long bytes, long detail) {
        return new Notice(Codes.EVENT_RETURNED, connection.handle, 0, reason, 0, bytes, 0, 0, detail);
    }

    // ---- What roles and feeds ask

    /** The connection's part here is over. It returns with its unread bytes, or closes. */
    void sendHome(Connection connection, boolean returns, int reason, long bytes, long detail) {
        if (returns) {
            connection.detach();
            leave(connection, returned(connection, reason, bytes, detail));
        } else {
            boolean isFault = reason != Codes.REASON_NONE;
            connection.close(Ending.local(isFault ? reason : Codes.REASON_FEED_ENDED, detail));
        }
    }

    /** It has ended; home is to be told. */
    void bury(Connection connection) {
        leave(connection, Notice.of(Codes.EVENT_ENDED, connection.handle));
    }

    private void leave(Connection connection, Notice notice) {
        departures.add(new Departure(connection, notice));
        loop.haveResults(false);
    }

    /** A feed has ended, and is forgotten at the end of the turn. */
    void retire(Feed feed) {
        retired.add(feed);
        loop.haveResults(false);
    }

    private void depart() {
        for (Departure one = departures.poll(); one != null; one = departures.poll()) {
            one.connection.stats().feed(0);
            one.connection.stats().behind(0);
            passHome(one.connection, one.notice);
        }
        for (Feed feed = retired.poll(); feed != null; feed = retired.poll()) {
            loop.willNotFlush(feed);
            feed.forget();
            mill.feeds().giveBack(feed);
        }
        loop.begin();
    }

    private void passHome(Connection connection, Notice notice) {
        NioControlLoop home = connection.home();
        connection.role(NOBODY);
        if (!home.loop().post(() -> connection.owner = home.number(), () -> home.takeHome(connection, notice))) {
            connection.end(Ending.LOOP_CLOSED, true); // nobody is left to be told
            mill.giveBack(connection);
        }
    }
}
