package io.millrace.flow;

import io.millrace.EventLoop;
import io.millrace.async.AsyncConnection;
import java.lang.System.Logger;
import java.util.concurrent.RejectedExecutionException;

/** Runs what is asked of one side of a flow on the loop's thread, one thing at a time, so that signals are serial. */
final class Signals {
    private static final Logger LOG = System.getLogger(FlowConnection.class.getName());

    private Signals() {}

    /** At once on the loop's thread; else after all that this thread has passed before. */
    static void pass(AsyncConnection connection, Runnable step) {
        EventLoop loop = connection.transport().loop();
        if (loop.inLoop()) {
            step.run();
        } else {
            later(connection, step);
        }
    }

    /** On the loop's thread, but not now. */
    static void later(AsyncConnection connection, Runnable step) {
        try {
            connection.transport().loop().execute(step);
        } catch (RejectedExecutionException closed) {
            step.run(); // no other runs there any more
        }
    }

    /** What the other side throws breaks the rules, and the stream: nothing can go on. */
    static void failed(AsyncConnection connection, Throwable thrown) {
        LOG.log(Logger.Level.ERROR, "a signal failed: " + connection, thrown);
        connection.abort();
    }
}
