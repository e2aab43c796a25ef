package io.millrace.async;

import io.millrace.ConnectionEndedException;
import io.millrace.Ending;
import io.millrace.LoopFuture;
import io.millrace.Transport;
import io.millrace.bytes.Buffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What other threads have written and the loop has not come to, and who waits until there is room again.
 *
 * <pre>
 *   another thread ──► passed ──► flush, one task for all of it ──► transport
 *   the loop's thread ──────────────────────────────────────────► transport          crowded: it has too much
 * </pre>
 *
 * <p>Any thread, with the lock held; futures are completed without it.
 */
final class Outbox {
    private final Transport transport;
    private final Turns turns;
    private final ReentrantLock lock = new ReentrantLock();
    private List<LoopFuture<Void>> waiting = new ArrayList<>(0);
    private Buffer passed; // null if there is nothing
    private boolean scheduled; // a flush is
    private boolean crowded;
    private boolean finishing;
    private boolean closing;
    private Supplier<Throwable> over; // why nothing can be written; null as long as it can

    Outbox(Transport transport, Turns turns) {
        this.transport = transport;
        this.turns = turns;
    }

    /** Writes in one of two ways: to the transport, on the loop's thread, or to what is passed there. */
    CompletableFuture<Void> write(Consumer<Transport> now, Consumer<Buffer> later) {
        if (transport.loop().inLoop()) {
            return writeNow(now);
        }
        LoopFuture<Void> future = new LoopFuture<>();
        lock.lock();
        try {
            if (over == null) {
                if (passed == null) {
                    passed = new Buffer();
                }
                later.accept(passed);
                schedule();
            }
            if (waits(future)) {
                return future;
            }
        } finally {
            lock.unlock();
        }
        return completed(future);
    }

    private CompletableFuture<Void> writeNow(Consumer<Transport> now) {
        LoopFuture<Void> future = new LoopFuture<>();
        lock.lock();
        try {
            if (over == null) {
                writePassed();
                now.accept(transport);
                crowded = transport.isCrowded();
            }
            if (waits(future)) {
                return future;
            }
        } finally {
            lock.unlock();
        }
        return completed(future);
    }

    CompletableFuture<Void> writable() {
        LoopFuture<Void> future = new LoopFuture<>();
        lock.lock();
        try {
            if (waits(future)) {
                return future;
            }
        } finally {
            lock.unlock();
        }
        return completed(future);
    }

    private CompletableFuture<Void> completed(LoopFuture<Void> future) {
        turns.complete(future, () -> complete(future));
        return future;
    }

    /** Nothing is written after this. */
    void finish() {
        end(() -> finishing = true);
    }

    void close() {
        end(() -> closing = true);
    }

    /** Drops what was passed; the transport is aborted by the caller. */
    void abort() {
        end(this::dropPassed);
    }

    private void end(Runnable way) {
        List<LoopFuture<Void>> told;
        lock.lock();
        try {
            way.run();
            over = over == null ? ClosedChannelException::new : over;
            told = takeWaiting();
        } finally {
            lock.unlock();
        }
        told.forEach(future -> future.completeExceptionally(new AsynchronousCloseException()));
        if (transport.loop().inLoop()) {
            flush();
        } else {
            scheduleAgain();
        }
    }

    // ---- On the loop's thread

    /** Gives the transport what was passed. */
    private void flush() {
        if (!transport.loop().inLoop()) {
            scheduleAgain(); // it has moved meanwhile
            return;
        }
        List<LoopFuture<Void>> told;
        lock.lock();
        try {
            scheduled = false;
            writePassed();
            if (closing) {
                transport.close();
            } else if (finishing) {
                transport.finish();
            }
            crowded = transport.isCrowded();
            told = crowded ? List.of() : takeWaiting();
        } finally {
            lock.unlock();
        }
        told.forEach(this::complete);
    }

    /** With the lock held. */
    private void writePassed() {
        Buffer taken = passed;
        passed = null;
        if (taken == null) {
            return;
        }
        try {
            transport.write(taken);
        } catch (RuntimeException lost) {
            transport.abort(); // a stream with a gap in it is worse than none
            throw lost;
        } finally {
            taken.clear();
        }
    }

    void drained() {
        List<LoopFuture<Void>> told;
        lock.lock();
        try {
            crowded = false;
            told = takeWaiting();
        } finally {
            lock.unlock();
        }
        told.forEach(this::complete);
    }

    void lost(Ending ending) {
        List<LoopFuture<Void>> told;
        lock.lock();
        try {
            over = over == null ? () -> new ConnectionEndedException(ending) : over;
            dropPassed();
            told = takeWaiting();
        } finally {
            lock.unlock();
        }
        told.forEach(this::complete);
    }

    private void complete(LoopFuture<Void> future) {
        Supplier<Throwable> why = over;
        if (why == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(why.get());
        }
    }

    // ---- With the lock held

    /** Whether it has to, and does. */
    private boolean waits(LoopFuture<Void> future) {
        boolean waits = over == null
                && (crowded
                        || passed != null
                                && passed.length() > transport.limits().highWaterBytes());
        if (waits) {
            waiting.add(future);
        }
        return waits;
    }

    private void dropPassed() {
        if (passed != null) {
            passed.clear(); // what it links is retained
            passed = null;
        }
    }

    private List<LoopFuture<Void>> takeWaiting() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<LoopFuture<Void>> taken = waiting;
        waiting = new ArrayList<>(0);
        return taken;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            scheduleAgain();
        }
    }

    private void scheduleAgain() {
        try {
            transport.loop().execute(this::flush);
        } catch (RejectedExecutionException closed) {
            // The loop is about to tell of the connection's end, or has.
        }
    }
}
