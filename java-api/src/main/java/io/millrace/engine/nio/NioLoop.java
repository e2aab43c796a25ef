package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The loop.
 *
 * <pre>
 *   turn:   mail → flush → wait → mail → input → timers
 * </pre>
 *
 * <p>Everything but {@link #post} and {@link #wake} belongs to the thread that turns it. What a full event block leaves of
 * the ready channels is taken in the next turns, before any other is asked for. It waits in whole milliseconds, rounded up.
 */
final class NioLoop {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Platform platform;
    private final Selector selector;
    private final Pool pool;
    private final int number;
    private final Counters counters;
    private final TimeAccount account;
    private final long clockStart; // by the JVM's clock, which others read how long it has waited by
    private final ReceiveBuffer received;
    private final Timers timers = new Timers();
    private final LinkedHashSet<SelectionKey> batch = new LinkedHashSet<>();
    private final LinkedHashSet<Watched> ready = new LinkedHashSet<>();
    private final LinkedHashSet<Watched> retries = new LinkedHashSet<>();
    private final LinkedHashSet<Flushable> flushes = new LinkedHashSet<>();
    private final Queue<Runnable> mail = new ArrayDeque<>(); // it guards itself and mailRefused
    private final Queue<Runnable> letters = new ArrayDeque<>(); // mail that was taken in
    private final Gatherer gatherer = new Gatherer(this);
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean woken;
    private boolean mailRefused;
    private long now;

    // Input is left where it is: its owner has no place for more events.
    private boolean inputStopped;
    // Its owner has results for its caller already: this turn does not wait.
    private boolean haveResults;

    private final Timers.Timed retry = new Timers.Timed() {
        @Override
        void expired(long time) {
            ready.addAll(retries);
            retries.clear();
        }
    };

    NioLoop(Pool pool, int number, Counters counters, Platform platform) throws IOException {
        this.platform = platform;
        selector = platform.sockets().openSelector();
        this.pool = pool;
        this.number = number;
        this.counters = counters;
        account = new TimeAccount(counters, number);
        received = new ReceiveBuffer(pool);
        clockStart = System.nanoTime() - readClock();
    }

    int turn(long timeoutNanos) {
        counters.increment(Records.LOOP_COUNTERS_TURNS);
        takeMail();
        flush();
        takeBatch();
        try {
            waitFor(timeoutNanos);
        } catch (IOException failed) {
            return Errno.code(failed);
        }
        takeMail();
        takeReady();
        takeBatch();
        // Last, so that after a pause what had come in time is seen before what it was waited for has expired.
        if (batch.isEmpty()) {
            timers.runDue(now);
        }
        return Codes.OK;
    }

    void begin() {
        inputStopped = haveResults = false;
    }

    void haveResults(boolean stopInput) {
        haveResults = true;
        inputStopped = stopInput;
    }

    boolean isInputStopped() {
        return inputStopped;
    }

    private void waitFor(long timeoutNanos) throws IOException {
        long before = readClock();
        if (inputStopped) {
            return; // a new batch could not be taken
        }
        long nanos = waitNanos(timeoutNanos);
        if (nanos != 0) {
            // Who wakes or posts looks at asleep afterwards; we look at what they did after we have set it.
            asleep.set(true);
            if (woken || hasMail()) {
                nanos = 0;
            }
        }
        boolean sleeps = nanos != 0;
        account.beginWait(clockStart + before, sleeps);
        counters.increment(Records.LOOP_COUNTERS_WAITS);
        select(nanos);
        asleep.set(false);
        woken = false;
        account.endWait(clockStart + readClock(), sleeps);
    }

    private void select(long nanos) throws IOException {
        boolean interrupted = Thread.interrupted(); // a selector would not wait any more until the user has seen it
        try {
            if (nanos == 0) {
                selector.selectNow();
            } else if (nanos < 0) {
                selector.select();
            } else {
                selector.select(roundedUp(nanos));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        collect();
    }

    /** Milliseconds; centuries are not longer than a number can say. */
    private static long roundedUp(long nanos) {
        return (nanos - 1) / TimeUnit.MILLISECONDS.toNanos(1) + 1;
    }

    private void collect() {
        batch.addAll(selector.selectedKeys());
        selector.selectedKeys().clear();
    }

    private long waitNanos(long timeoutNanos) {
        if (haveResults || !ready.isEmpty() || !flushes.isEmpty() || !letters.isEmpty()) {
            return 0;
        }
        long deadline = timers.nextDeadline();
        if (deadline == Timers.NEVER) {
            return timeoutNanos;
        }
        long until = Math.max(0, deadline - now);
        return timeoutNanos < 0 || until < timeoutNanos ? until : timeoutNanos;
    }

    /** What comes meanwhile has its turn next time: whoever writes to its own loop does not hold it up. */
    private void takeMail() {
        synchronized (mail) {
            letters.addAll(mail);
            mail.clear();
        }
        while (!inputStopped && !letters.isEmpty()) {
            letters.poll().run();
        }
    }

    private boolean hasMail() {
        synchronized (mail) {
            return !mail.isEmpty();
        }
    }

    /** Sends what was written since. */
    void flush() {
        for (Flushable flushable : List.copyOf(flushes)) {
            if (flushes.remove(flushable)) { // it may have been let go by one before it
                flushable.flush();
            }
        }
    }

    private void takeReady() {
        ArrayDeque<Watched> waiting = new ArrayDeque<>(ready);
        while (!inputStopped && !waiting.isEmpty()) {
            Watched watched = waiting.poll();
            if (ready.remove(watched)) { // it may have been let go by one before it
                watched.ready(0);
            }
        }
    }

    private void takeBatch() {
        while (!inputStopped && !batch.isEmpty()) {
            SelectionKey key = batch.iterator().next();
            batch.remove(key);
            if (key.isValid()) {
                ((Watched) key.attachment()).ready(key.readyOps() & key.interestOps());
            }
        }
    }

    /** The channel's key, or null: the kernel refused. */
    SelectionKey watch(Watched watched, SelectableChannel channel, int interest) {
        counters.increment(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            return channel.register(selector, interest, watched);
        } catch (IOException failed) {
            return null;
        }
    }

    void rewatch(SelectionKey key, int interest) {
        if (key.isValid() && key.interestOps() != interest) {
            counters.increment(Records.LOOP_COUNTERS_OTHER_CALLS);
            key.interestOps(interest);
        }
    }

    void unwatch(Watched watched, SelectionKey key) {
        ready.remove(watched);
        retries.remove(watched);
        key.cancel();
        batch.remove(key);
    }

    /** As {@link #unwatch}, and the selector forgets it now: another is to watch the channel, or to see it closed. */
    void letGo(Watched watched, SelectionKey key) {
        unwatch(watched, key);
        try {
            selector.selectNow();
        } catch (IOException failed) {
            return; // the next turn will say so
        }
        collect();
    }

    /** Has it looked at again in the next input phase, without waiting first. */
    void makeReady(Watched watched) {
        ready.add(watched);
    }

    /** Has it looked at again after a moment: it could not go on for lack of memory or descriptors. */
    void retryLater(Watched watched) {
        retries.add(watched);
        if (!retry.isPending()) {
            timers.set(retry, now + RETRY_NANOS);
        }
    }

    void willFlush(Flushable flushable) {
        flushes.add(flushable);
    }

    void willNotFlush(Flushable flushable) {
        flushes.remove(flushable);
    }

    /** Leaves something for the loop to do; false if it takes no more. From any thread. */
    boolean post(Runnable letter) {
        return post(() -> {}, letter);
    }

    /** As above. {@code pass} is done if it takes it, before the loop can see it. */
    boolean post(Runnable pass, Runnable letter) {
        synchronized (mail) {
            if (mailRefused) {
                return false;
            }
            pass.run();
            mail.add(letter);
        }
        rouse();
        return true;
    }

    /** After this nothing more comes; what has come can still be taken. */
    void refuseMail() {
        synchronized (mail) {
            mailRefused = true;
        }
    }

    /** Ends the present or the next wait; from any thread. */
    void wake() {
        woken = true;
        rouse();
    }

    private void rouse() {
        if (asleep.getAndSet(false)) {
            counters.addShared(Records.LOOP_COUNTERS_WAKEUPS, 1);
            selector.wakeup();
        }
    }

    /** Takes the mail that is there. */
    void takeLastMail() {
        inputStopped = false;
        takeMail();
    }

    /** Closes the selector, and with it all that was closed before. */
    void close() {
        received.release();
        gatherer.release();
        closeQuietly(selector);
    }

    /** What cannot be closed is gone. */
    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException gone) {
            // There is nothing that could be done about it.
        }
    }

    /** Where its sockets come from. */
    Platform platform() {
        return platform;
    }

    /** Nanoseconds by the platform's clock. */
    long readClock() {
        now = platform.clock().getAsLong();
        return now;
    }

    long now() {
        return now;
    }

    int number() {
        return number;
    }

    Pool pool() {
        return pool;
    }

    Counters counters() {
        return counters;
    }

    /** Where its time goes; its owner says when a turn begins and ends. */
    TimeAccount account() {
        return account;
    }

    ReceiveBuffer received() {
        return received;
    }

    /** Of small pieces that wait for slow peers. */
    Gatherer gatherer() {
        return gatherer;
    }

    Timers timers() {
        return timers;
    }
}
