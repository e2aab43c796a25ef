package io.millrace.async;

import io.millrace.EventLoop;
import io.millrace.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Completes futures at once, but now and then on the loop instead. What depends on a future may read or write again, and find
 * that done too: were all of them completed at once, each within the one before, the stack would not be deep enough. Once such
 * a chain has come to the loop it stays there. Any thread.
 */
final class Turns {
    /** So many in a row on the loop's thread, whose stack may be small; each is a handful of frames. */
    static final int AT_ONCE_MAX = 32;

    /** On other threads: who waits there instead of saying what follows fills no stack, and should seldom wait for the loop. */
    private static final int AT_ONCE_ELSEWHERE_MAX = 256;

    /** How long a caller has, which may be slower than the loop, to say what follows: in its own thread that would nest. */
    private static final Duration GRACE = Duration.ofMillis(1);

    private final Transport transport;
    private volatile int inARow; // by several threads it may be counted too low, but each of them begins anew

    Turns(Transport transport) {
        this.transport = transport;
    }

    /** {@code completion} completes that future. */
    void complete(CompletableFuture<?> future, Runnable completion) {
        EventLoop loop = transport.loop();
        int before = inARow;
        if (before < (loop.inLoop() ? AT_ONCE_MAX : AT_ONCE_ELSEWHERE_MAX) - 1) {
            inARow = before + 1;
            completion.run();
            return;
        }
        inARow = 0;
        unlessClosed(() -> loop.execute(() -> completeAwaited(loop, future, completion)), completion);
    }

    private static void completeAwaited(EventLoop loop, CompletableFuture<?> future, Runnable completion) {
        if (future.getNumberOfDependents() > 0) {
            completion.run();
        } else {
            unlessClosed(() -> loop.later(GRACE, completion), completion);
        }
    }

    private static void unlessClosed(Runnable passing, Runnable completion) {
        try {
            passing.run();
        } catch (RejectedExecutionException closed) {
            completion.run(); // nobody will go on there
        }
    }
}
