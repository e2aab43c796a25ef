package io.millrace;

import io.millrace.engine.EngineLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whose a loop is. One thread at a time owns it: the one that runs it, or, while none does, one that asks it something or
 * closes it.
 *
 * <pre>
 *     free ── take ──► owned ── leave ──► free          closing: whoever leaves, or asks for the end and finds
 *                                                       the loop free, ends it
 * </pre>
 */
final class Ownership {
    private static final long LOOK_AGAIN_MILLIS = 50; // whether a loop that was asked still runs

    /** The loop that this thread owns; callbacks see their own. */
    private static final ThreadLocal<Ownership> CURRENT = new ThreadLocal<>();

    private final EngineLoop engine;
    private final Runnable end;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile Thread owner;

    /** {@code end} ends the loop; it is called once, by an owner. */
    Ownership(EngineLoop engine, Runnable end) {
        this.engine = engine;
        this.end = end;
    }

    /** Whether this thread owns any loop, and so must not wait for another. */
    static boolean isLoopThread() {
        return CURRENT.get() != null;
    }

    boolean isClosing() {
        return closing;
    }

    void refuseIfClosing() {
        if (closing) {
            throw new IllegalStateException("the loop is closed");
        }
    }

    /** Becomes the owner; waits for a thread that only asks. */
    void take() {
        lock.lock();
        own();
    }

    /** Is the owner no longer; ends the loop first if that was asked. */
    void leave() {
        disown();
        endIfFree();
    }

    /** Asks for the end, and waits for it unless this is a loop's thread. */
    void close() {
        closing = true;
        if (engine.mailbox().inLoop()) {
            return;
        }
        engine.mailbox().wake();
        endIfFree();
        if (!isLoopThread()) {
            awaitEnd();
        }
    }

    /** The loop cannot go on: it ends as soon as the owner leaves. */
    void giveUp() {
        closing = true;
    }

    /**
     * Has a question answered by the owner: here and now if that is this thread, or if there is none; otherwise by a task
     * that this waits for.
     */
    <T> T ask(Supplier<T> question) {
        refuseIfClosing();
        if (engine.mailbox().inLoop()) {
            return question.get();
        }
        if (isLoopThread()) {
            throw new IllegalStateException("this is another loop's thread, and it must not wait:"
                    + " pass the call to its own loop with execute()");
        }
        FutureTask<T> task = new FutureTask<>(() -> {
            refuseIfClosing();
            return question.get();
        });
        engine.mailbox().offer(task);
        return await(task);
    }

    private <T> T await(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                runIfFree(task);
                try {
                    return task.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException again) {
                    // The owner may have left meanwhile; then it is answered here.
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("the loop could not answer", failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void runIfFree(FutureTask<?> task) {
        if (lock.tryLock()) {
            own();
            try {
                task.run(); // once: it does nothing if the owner came to it first
            } finally {
                leave();
            }
        }
    }

    /** Whoever lets go of the loop calls this afterwards, and whoever asks for the end too: so one of them ends it. */
    private void endIfFree() {
        while (closing && ended.getCount() > 0 && lock.tryLock()) {
            own();
            try {
                if (ended.getCount() > 0) {
                    end.run();
                }
            } finally {
                ended.countDown();
                disown();
            }
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (ended.getCount() > 0 && !isOwnerExiting()) {
            try {
                ended.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A callback has called {@link System#exit}, and this is a hook that the exit waits for: they would wait for ever. */
    private boolean isOwnerExiting() {
        Thread turning = owner;
        return turning != null
                && turning.getState() == Thread.State.WAITING
                && Stream.of(turning.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    private void own() {
        Thread thread = Thread.currentThread();
        engine.mailbox().turnedBy(thread);
        engine.lifetime().readBy(thread);
        CURRENT.set(this);
        owner = thread;
    }

    private void disown() {
        engine.lifetime().end();
        engine.mailbox().turnedBy(null);
        CURRENT.remove();
        owner = null;
        lock.unlock();
    }
}
