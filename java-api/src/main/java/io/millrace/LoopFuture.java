package io.millrace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a loop will answer. Whoever waits for it on a loop's thread would wait for ever, as that thread is the one that answers;
 * there it is to be continued with {@link #thenAccept} and the like, and to wait throws an {@link IllegalStateException}.
 */
public class LoopFuture<T> extends CompletableFuture<T> {
    /** One that is not complete. */
    public LoopFuture() {}

    /**
     * For what waits: does nothing on other threads.
     *
     * @throws IllegalStateException if the calling thread is the one that turns a loop, whichever that is
     */
    public static void refuseOnLoop() {
        if (Ownership.isLoopThread()) {
            throw new IllegalStateException("this is a loop's thread, and it must not wait for what loops do:"
                    + " say what follows with thenAccept() or whenComplete()");
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseToWait();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseToWait();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        refuseToWait();
        return super.join();
    }

    private void refuseToWait() {
        if (!isDone()) {
            refuseOnLoop();
        }
    }
}
