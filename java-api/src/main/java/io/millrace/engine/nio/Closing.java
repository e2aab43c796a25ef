package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.util.concurrent.TimeUnit;

/**
 * How a connection closes: flush, then FIN, then wait for the peer's. Closing a socket with unread input would send RST and
 * could destroy what the peer has not read yet; so what it still sends is read and forgotten, for a while.
 */
final class Closing {
    // Without the kernel taking a byte; and for the peer's FIN after it has taken all.
    private static final long CLOSING_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long DRAIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Connection connection;
    private Ending why;

    Closing(Connection connection) {
        this.connection = connection;
    }

    /** It is open; what is unsent goes out first. */
    void begin(Ending why) {
        this.why = why;
        connection.enter(Connection.Phase.FLUSHING);
        beginWatch();
        connection.loop().willFlush(connection);
    }

    /** Everything is sent. */
    void beginDraining() {
        connection.inbound().clear();
        if (connection.input().hasPeerClosed() || connection.output().shutDown() < 0) {
            connection.end(why, false);
            return;
        }
        connection.enter(Connection.Phase.DRAINING);
        beginWatch();
        connection.input().resume();
    }

    private void beginWatch() {
        connection.patience().sent(connection.loop().now());
        connection.setDeadline(DRAIN_NANOS_MAX);
    }

    /** There may be input. */
    void drain() {
        int received = connection.input().discard();
        if (received == 0 || (received < 0 && Ending.ofErrno(-received) != null)) {
            connection.end(why, false);
        }
    }

    /** A slow reader gets its whole answer: what counts is that the kernel takes bytes. It sends the last ones by itself. */
    void check(long now) {
        if (connection.phase() == Connection.Phase.DRAINING) {
            connection.end(why, false);
        } else if (connection.patience().sinceProgress(now) >= CLOSING_NANOS_MAX) {
            connection.end(Ending.local(Codes.REASON_IDLE, connection.output().bytes()), true);
        } else {
            connection.setDeadline(DRAIN_NANOS_MAX);
        }
    }
}
