package io.millrace.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks after the loops that run. It tells where a callback is that holds one: as a {@code io.millrace.Stall} in a flight
 * recording and as a warning in the log, while it still holds it. And it has each loop's {@link Account} kept, second by
 * second.
 *
 * <p>One daemon thread in the process, which looks eight times within the shortest limit, and ends when no loop runs. Of a
 * time in which the process stood still it counts two looks at most: then everybody is late. A loop that nobody else refers
 * to is forgotten. Any thread.
 */
public final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final long NANOS_OF_MILLI = 1_000_000;
    private static final long LOOKS = 8;
    private static final long PERIOD_MIN_MILLIS = 1;
    private static final long PERIOD_MAX_MILLIS = 125;
    private static final long PERIOD_IDLE_MILLIS = 1000; // where there are data loops alone

    private static final Object LOCK = new Object();
    // Of those that are watched; with the lock held.
    private static final List<WeakReference<Account>> WATCHED = new ArrayList<>();
    private static List<WeakReference<Account>> round =
            List.of(); // the same, replaced with each change: a look makes nothing
    private static long periodMillis = PERIOD_MAX_MILLIS;
    private static Thread thread;
    private static long sleptMillis; // the thread's own

    private Watchdog() {}

    /** Looks after a loop that is turned from now on. */
    public static void watch(Account account) {
        synchronized (LOCK) {
            WATCHED.add(new WeakReference<>(account));
            changed();
            if (thread == null) {
                thread = started();
            }
        }
    }

    /** Looks after it no longer; null: after those that are gone. */
    public static void unwatch(Account account) {
        synchronized (LOCK) {
            WATCHED.removeIf(reference -> reference.refersTo(account) || reference.refersTo(null));
            changed();
        }
    }

    /** The limit of a pulse is another one. */
    public static void limitChanged() {
        synchronized (LOCK) {
            changed();
        }
    }

    private static void changed() {
        long period = WATCHED.isEmpty() ? PERIOD_MAX_MILLIS : PERIOD_IDLE_MILLIS;
        for (WeakReference<Account> reference : WATCHED) {
            Account account = reference.get();
            if (account != null && account.pulse() != null) {
                period = Math.min(period, periodMillis(account.pulse().limitNanos()));
            }
        }
        if (period < periodMillis) {
            LOCK.notifyAll(); // the present sleep may be too long
        }
        periodMillis = period;
        round = List.copyOf(WATCHED);
    }

    private static long periodMillis(long limitNanos) {
        long millis = limitNanos == 0 ? PERIOD_MAX_MILLIS : limitNanos / LOOKS / NANOS_OF_MILLI;
        return Math.min(Math.max(millis, PERIOD_MIN_MILLIS), PERIOD_MAX_MILLIS);
    }

    /** The thread, or null if the system gives none: loops must turn without it too. */
    private static Thread started() {
        Thread started = new Thread(null, Watchdog::run, "millrace-watchdog", 0, false);
        started.setDaemon(true);
        started.setContextClassLoader(null);
        try {
            started.start();
            return started;
        } catch (OutOfMemoryError noThread) {
            LOG.log(Level.WARNING, "there is no thread for the watchdog: stalls are not reported", noThread);
            return null;
        }
    }

    private static void run() {
        try {
            Standstills standstills = new Standstills();
            long before = System.nanoTime();
            for (List<WeakReference<Account>> next = awaitRound(); next != null; next = awaitRound()) {
                long now = System.nanoTime();
                long sleptNanos = sleptMillis * NANOS_OF_MILLI;
                long stood = standstills.nanos(now - before - sleptNanos);
                look(next, Math.min(now - before, 2 * sleptNanos), stood); // the JVM may have stood still
                before = now;
            }
        } finally {
            synchronized (LOCK) {
                if (thread == Thread.currentThread()) {
                    thread = null; // it failed; the next loop that runs starts another
                }
            }
        }
    }

    /** Waits for the time of the next look; null: nobody is left to look after, and the thread ends. */
    private static List<WeakReference<Account>> awaitRound() {
        synchronized (LOCK) {
            sleptMillis = periodMillis;
            sleep(sleptMillis);
            if (WATCHED.isEmpty()) {
                thread = null;
                return null;
            }
            return round;
        }
    }

    private static void sleep(long millis) {
        try {
            LOCK.wait(millis);
        } catch (InterruptedException goOn) {
            // Whoever interrupts a thread of ours gets nothing for it.
        }
    }

    private static void look(List<WeakReference<Account>> them, long passedNanos, long stoodNanos) {
        for (int i = 0; i < them.size(); i++) {
            try {
                look(them.get(i), passedNanos, stoodNanos);
            } catch (Throwable failed) {
                // No memory, or a logger that throws: there is nothing left to say it with, and others are to be looked
                // at.
            }
        }
    }

    private static void look(WeakReference<Account> reference, long passedNanos, long stoodNanos) {
        Account account = reference.get();
        if (account == null) {
            unwatch(null); // nobody has the loop any more
            return;
        }
        account.look(stoodNanos);
        if (account.pulse() != null) {
            look(account.pulse(), passedNanos);
        }
    }

    private static void look(Pulse pulse, long passedNanos) {
        Thread held = pulse.look(passedNanos);
        if (held != null) {
            StackTraceElement[] frames = held.getStackTrace();
            if (pulse.isHeld()) {
                report(pulse, held, frames);
            }
        }
    }

    private static void report(Pulse pulse, Thread held, StackTraceElement[] frames) {
        if (FlightRecording.IS_PRESENT) {
            StallEvent.record(pulse.loop(), held, pulse.heldNanos(), frames);
        }
        LOG.log(
                Level.WARNING,
                pulse.loop() + " has been held by a callback for " + pulse.heldNanos() / NANOS_OF_MILLI
                        + " ms, and its connections wait",
                new Whereabouts(held.getName(), frames));
    }

    /** Where a thread is; never thrown, but loggers know how to print it. */
    private static final class Whereabouts extends Throwable {
        private static final long serialVersionUID = 1;

        Whereabouts(String thread, StackTraceElement[] frames) {
            super("thread " + thread + " is here", null, false, true);
            setStackTrace(frames);
        }
    }
}
