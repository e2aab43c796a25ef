package io.millrace.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks after the loops that run, and tells where a callback is that holds one: as a {@code io.millrace.Stall} in a flight
 * recording and as a warning in the log, while it still holds it.
 *
 * <p>One daemon thread in the process, which looks eight times within the shortest limit, and ends when no loop runs. Of a
 * time in which the process stood still it counts two looks at most: then everybody is late. Any thread.
 */
public final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final long NANOS_OF_MILLI = 1_000_000;
    private static final long LOOKS = 8;
    private static final long PERIOD_MIN_MILLIS = 1;
    private static final long PERIOD_MAX_MILLIS = 125;

    private static final Object LOCK = new Object();
    // Of those that are watched; with the lock held.
    private static final Set<Pulse> WATCHED = new HashSet<>();
    private static Pulse[] pulses = {}; // the same, replaced with each change: a look must cost next to nothing
    private static long periodMillis = PERIOD_MAX_MILLIS;
    private static Thread thread;
    private static long sleptMillis; // the thread's own

    private Watchdog() {}

    /** Looks after a loop from now on, if it runs and has a limit; otherwise no longer. */
    public static void watch(Pulse pulse) {
        synchronized (LOCK) {
            if (pulse.limitNanos() == 0 || !pulse.isTurned()) {
                WATCHED.remove(pulse);
                changed();
                return;
            }
            WATCHED.add(pulse);
            changed();
            if (thread == null) {
                thread = started();
            } else if (pulse.limitNanos() < PERIOD_MAX_MILLIS * LOOKS * NANOS_OF_MILLI) {
                LOCK.notifyAll(); // its present sleep may be too long
            }
        }
    }

    /** Looks after it no longer. */
    public static void unwatch(Pulse pulse) {
        synchronized (LOCK) {
            WATCHED.remove(pulse);
            changed();
        }
    }

    private static void changed() {
        pulses = WATCHED.toArray(Pulse[]::new);
        long shortest = Long.MAX_VALUE;
        for (Pulse pulse : pulses) {
            shortest = Math.min(shortest, pulse.limitNanos());
        }
        periodMillis = Math.min(Math.max(shortest / LOOKS / NANOS_OF_MILLI, PERIOD_MIN_MILLIS), PERIOD_MAX_MILLIS);
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
            long before = System.nanoTime();
            for (Pulse[] round = awaitRound(); round != null; round = awaitRound()) {
                long now = System.nanoTime();
                long passed = Math.min(now - before, 2 * sleptMillis * NANOS_OF_MILLI); // the JVM may have stood still
                before = now;
                for (Pulse pulse : round) {
                    look(pulse, passed);
                }
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
    private static Pulse[] awaitRound() {
        synchronized (LOCK) {
            sleptMillis = periodMillis;
            sleep(sleptMillis);
            if (pulses.length == 0) {
                thread = null;
                return null;
            }
            return pulses;
        }
    }

    private static void sleep(long millis) {
        try {
            LOCK.wait(millis);
        } catch (InterruptedException goOn) {
            // Whoever interrupts a thread of ours gets nothing for it.
        }
    }

    private static void look(Pulse pulse, long passedNanos) {
        try {
            Thread held = pulse.look(passedNanos);
            if (held != null) {
                StackTraceElement[] frames = held.getStackTrace();
                if (pulse.isHeld()) {
                    report(pulse, held, frames);
                }
            }
        } catch (Throwable failed) {
            // No memory, or a logger that throws: there is nothing left to say it with, and others are to be looked at.
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
