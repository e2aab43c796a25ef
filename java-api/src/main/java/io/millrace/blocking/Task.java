package io.millrace.blocking;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** A handler at work on one connection. */
final class Task implements Runnable {
    private static final Logger LOG = System.getLogger(BlockingConnection.class.getName());

    private final BlockingConnection connection;
    private final BlockingConnection.Handler handler;

    Task(BlockingConnection connection, BlockingConnection.Handler handler) {
        this.connection = connection;
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            handler.handle(connection);
            connection.close();
        } catch (Throwable thrown) { // whatever it is, the peer must not take it for an end
            connection.abort();
            Level level = thrown instanceof IOException ? Level.DEBUG : Level.ERROR;
            LOG.log(level, "a handler failed: " + connection, thrown);
        }
    }
}
