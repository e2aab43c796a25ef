package io.millrace.blocking;

import io.millrace.ConnectionEndedException;
import io.millrace.LoopFuture;
import io.millrace.MillraceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Waits for futures as the JDK's sockets wait: with a time-out, to be interrupted, and failing with what they fail with. */
final class Waiting {
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Waiting() {}

    /** A time-out that is one. */
    static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out of " + timeout + ", but it must be more than zero");
        }
        return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    }

    /**
     * The answer to what is asked; or, if the wait was cut short, an exception and the future cancelled, so that nothing was
     * taken. Which of the two it is the future decides: an answer that comes at that moment is not lost.
     */
    static <T> T await(Supplier<CompletableFuture<T>> asked, Duration timeout) throws IOException {
        LoopFuture.refuseOnLoop();
        CompletableFuture<T> future = asked.get();
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (future.cancel(false)) {
                throw late(timeout);
            }
        } catch (InterruptedException interrupt) {
            InterruptedIOException told = interrupted();
            if (future.cancel(false)) {
                throw told;
            }
        } catch (ExecutionException failed) {
            throw asIo(failed.getCause());
        }
        return answerOf(future);
    }

    /** Takes a lock. */
    static void await(ReentrantLock lock, Duration timeout) throws IOException {
        LoopFuture.refuseOnLoop();
        try {
            if (!lock.tryLock() && !lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late(timeout);
            }
        } catch (InterruptedException interrupt) {
            throw interrupted();
        }
    }

    private static SocketTimeoutException late(Duration timeout) {
        return new SocketTimeoutException("it took longer than " + timeout);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the thread was interrupted while it waited");
    }

    /** It is complete, or about to be. */
    private static <T> T answerOf(CompletableFuture<T> future) throws IOException {
        try {
            return future.join(); // which nothing interrupts
        } catch (CompletionException failed) {
            throw asIo(failed.getCause());
        }
    }

    private static IOException asIo(Throwable cause) {
        if (cause instanceof IOException known) {
            return known;
        }
        if (cause instanceof ConnectionEndedException || cause instanceof MillraceException) {
            SocketException told = new SocketException(cause.getMessage());
            told.initCause(cause);
            return told;
        }
        if (cause instanceof RuntimeException misuse) {
            throw misuse;
        }
        return new IOException(cause);
    }
}
