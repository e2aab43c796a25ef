package io.millrace.flow;

import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One subscription to what a connection receives: reads an element for each that is asked for, one at a time. On the loop's
 * thread, but for what the subscriber asks, which is passed there.
 *
 * <pre>
 *   request ──► demand ──► a read ──► onNext        demand, and no read under way: the next one
 * </pre>
 */
final class Input implements Flow.Subscription {
    private final AsyncConnection connection;
    private final int elementBytesMax;
    private final AtomicBoolean subscribed; // of the connection
    private Flow.Subscriber<? super Slice> subscriber; // null once it is over
    private long demand;
    private CompletableFuture<Slice> read; // under way, or null
    private boolean signalling; // what is asked within a signal is done after it

    Input(
            AsyncConnection connection,
            int elementBytesMax,
            AtomicBoolean subscribed,
            Flow.Subscriber<? super Slice> subscriber) {
        this.connection = connection;
        this.elementBytesMax = elementBytesMax;
        this.subscribed = subscribed;
        this.subscriber = subscriber;
    }

    void begin() {
        Signals.later(connection, () -> {
            boolean isFirst = subscribed.compareAndSet(false, true);
            signal(() -> subscriber.onSubscribe(this));
            if (!isFirst) {
                fail(new IllegalStateException("the connection has a subscriber already"), false);
            }
            emit();
            connection.ended().thenRun(() -> Signals.pass(connection, this::connectionEnded));
        });
    }

    /** That is to be told without demand, as soon as no bytes are left. */
    private void connectionEnded() {
        if (subscriber != null && read == null && connection.available() == 0) {
            readOne(); // which has the reason
        }
    }

    @Override
    public void request(long count) {
        Signals.pass(connection, () -> {
            if (count <= 0) {
                fail(new IllegalArgumentException("a request of " + count + " elements (rule 3.9)"), true);
                return;
            }
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            emit();
        });
    }

    @Override
    public void cancel() {
        Signals.pass(connection, () -> end(true));
    }

    private void emit() {
        while (!signalling && subscriber != null && demand > 0 && read == null) {
            readOne();
        }
    }

    private void readOne() {
        CompletableFuture<Slice> next;
        try {
            next = connection.read(elementBytesMax);
        } catch (IllegalStateException busy) {
            fail(busy, true); // somebody reads by futures
            return;
        }
        if (next.isDone()) {
            tell(next);
        } else {
            read = next;
            next.whenComplete((bytes, failure) -> Signals.pass(connection, () -> arrived(next)));
        }
    }

    private void arrived(CompletableFuture<Slice> next) {
        if (read == next) {
            read = null;
            tell(next);
            emit();
        }
    }

    private void tell(CompletableFuture<Slice> done) {
        Slice bytes;
        try {
            bytes = done.join();
        } catch (CompletionException failed) {
            fail(failed.getCause(), true);
            return;
        }
        if (bytes.isEmpty()) {
            Flow.Subscriber<? super Slice> told = end(true);
            signal(told::onComplete);
        } else {
            demand--;
            signal(() -> subscriber.onNext(bytes));
            if (demand == 0 && connection.transport().ending().isPresent()) {
                connectionEnded();
            }
        }
    }

    private void fail(Throwable why, boolean wasSubscribed) {
        Flow.Subscriber<? super Slice> told = end(wasSubscribed);
        if (told != null) {
            signal(() -> told.onError(why));
        }
    }

    private void signal(Runnable signal) {
        signalling = true;
        try {
            signal.run();
        } catch (Throwable thrown) {
            end(true);
            Signals.failed(connection, thrown);
        } finally {
            signalling = false;
        }
    }

    /** Nothing is signalled after this but the end, to the subscriber that is answered; null if there is none any more. */
    private Flow.Subscriber<? super Slice> end(boolean wasSubscribed) {
        Flow.Subscriber<? super Slice> ended = subscriber;
        CompletableFuture<Slice> left = read;
        subscriber = null;
        read = null;
        if (left != null) {
            left.cancel(false); // it takes nothing
        }
        if (ended != null && wasSubscribed) {
            subscribed.set(false);
        }
        return ended;
    }
}
