package io.millrace.async;

import io.millrace.ConnectionEndedException;
import io.millrace.Ending;
import io.millrace.Transport;
import io.millrace.bytes.Slice;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What a connection has received and nobody has read, and the read that waits for more. The loop's thread puts in, any thread
 * takes out, with the lock held; futures are completed without it.
 *
 * <pre>
 *   bytes:  │ read … │ from … unread … to │ room │          0 ≤ from ≤ to ≤ bytes.length
 *
 *   received ──► a read waits, nothing is unread: copied to it ──► what it left: copied to bytes
 * </pre>
 *
 * <p>Nobody waits while there is what would do; so what a read leaves waits for the next, or for half of the bytes to be read
 * when there are too many.
 */
final class Inbox {
    private static final byte[] NONE = {};
    private static final int ROOM_MIN = 256;
    private static final int ROOM_KEPT = 4096; // of one that is empty

    private final Transport transport;
    private final Turns turns;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] bytes = NONE;
    private int from;
    private int to;
    private Read<?> waiting;
    private boolean paused; // the transport was told to receive nothing
    private boolean finished; // the peer was; after these bytes there are no more
    private Supplier<Throwable> over; // why there will be no more; null as long as there may be

    Inbox(Transport transport, Turns turns) {
        this.transport = transport;
        this.turns = turns;
    }

    <T> CompletableFuture<T> read(Read<T> read) {
        lock.lock();
        try {
            if (waiting != null) {
                throw new IllegalStateException("a read is under way: wait for it, or cancel it, before the next");
            }
            if (!serve(read, Slice.of(bytes, from, to))) {
                waiting = read;
            }
            regulate();
            if (waiting != null) {
                return read;
            }
        } finally {
            lock.unlock();
        }
        turns.complete(read, read::settle);
        return read;
    }

    /** Whether it was still there. Then it has taken nothing, and will not. */
    boolean withdraw(Read<?> read) {
        lock.lock();
        try {
            boolean wasThere = waiting == read;
            waiting = wasThere ? null : waiting;
            return wasThere;
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return to - from;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is unread, and takes no more. */
    void close() {
        end(ClosedChannelException::new, AsynchronousCloseException::new, true);
    }

    // ---- On the loop's thread

    void received(Slice data) {
        Read<?> served;
        lock.lock();
        try {
            if (over != null) {
                return;
            }
            served = put(data);
            regulate();
        } finally {
            lock.unlock();
        }
        settle(served);
    }

    /** The read that it was enough for, or null. */
    private Read<?> put(Slice data) {
        Read<?> reader = waiting;
        if (reader == null || from < to) {
            append(data);
            return serveWaiting();
        }
        int taken = attempt(reader, data); // straight from where it was received
        append(data.slice(Math.max(0, taken)));
        waiting = taken == Read.WAIT ? reader : null;
        return taken == Read.WAIT ? null : reader;
    }

    void finished() {
        Read<?> served;
        lock.lock();
        try {
            finished = true;
            served = serveWaiting();
        } finally {
            lock.unlock();
        }
        settle(served);
    }

    void lost(Ending ending) {
        Supplier<Throwable> why = () -> new ConnectionEndedException(ending);
        end(why, why, false);
    }

    private void end(Supplier<Throwable> forLater, Supplier<Throwable> forWaiting, boolean drop) {
        Read<?> served;
        lock.lock();
        try {
            if (over != null) {
                return;
            }
            if (drop) {
                from = to = 0;
                bytes = NONE;
                finished = false;
            }
            over = forWaiting;
            served = serveWaiting();
            over = forLater;
        } finally {
            lock.unlock();
        }
        settle(served);
    }

    private static void settle(Read<?> served) {
        if (served != null) {
            served.settle();
        }
    }

    // ---- With the lock held

    private Read<?> serveWaiting() {
        Read<?> reader = waiting;
        if (reader == null || !serve(reader, Slice.of(bytes, from, to))) {
            return null;
        }
        waiting = null;
        return reader;
    }

    /** Whether it has its answer, from what is unread here or from the end. */
    private boolean serve(Read<?> read, Slice unread) {
        int taken = attempt(read, unread);
        if (taken == Read.WAIT && finished) {
            taken = read.takeLast(unread);
        } else if (taken == Read.WAIT && over != null) {
            taken = read.failed(over.get());
        }
        drop(Math.max(0, taken));
        return taken != Read.WAIT;
    }

    /** Whatever is wrong with the reader's memory is the reader's to hear. */
    private static int attempt(Read<?> read, Slice unread) {
        try {
            return read.take(unread);
        } catch (RuntimeException | OutOfMemoryError unable) {
            return read.failed(unable);
        }
    }

    private void append(Slice data) {
        if (data.length() > bytes.length - to) {
            makeRoom(data.length());
        }
        data.copyTo(bytes, to);
        to += data.length();
    }

    /** Moves what is unread to the front if that is less than what was read, so that each byte is moved once for each read. */
    private void makeRoom(int more) {
        int unread = to - from;
        int needed = Math.addExact(unread, more);
        boolean fits = needed <= bytes.length && unread <= from;
        byte[] roomy = fits ? bytes : new byte[Math.max(needed, Math.max(ROOM_MIN, Math.min(unread, 1 << 30) * 2))];
        System.arraycopy(bytes, from, roomy, 0, unread);
        bytes = roomy;
        from = 0;
        to = unread;
    }

    private void drop(int count) {
        from += count;
        if (from == to) {
            from = to = 0;
            bytes = bytes.length > ROOM_KEPT ? NONE : bytes;
        }
    }

    /** Has the transport receive, or not. */
    private void regulate() {
        int unread = to - from;
        int wanted = waiting == null ? 0 : waiting.bytesWanted();
        if (unread >= AsyncConnection.INPUT_BYTES_MAX && unread >= wanted) {
            paused = true; // again, too: what was asked to resume before may still be under way
            transport.pauseReading();
        } else if (paused && (wanted > unread || unread <= AsyncConnection.INPUT_BYTES_MAX / 2)) {
            paused = false;
            transport.resumeReading();
        }
    }
}
