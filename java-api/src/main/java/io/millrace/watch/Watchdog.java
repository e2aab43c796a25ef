package io.millrace.watch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Looks after the loops that run, and tells where a callback is that holds one: as a {@code io.millrace.Stall} in a flight
 * recording and as a warning in the log, while it still holds it.
 *
 * <p>One daemon thread in the process, which looks eight times within the shortest limit, and ends when no loop runs. Time
 * in which the process stood still is not counted: then everybody is late. Any thread.
 */
public final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final long LOOKS = 8;
    private static final long PERIOD_MIN_MILLIS = 1;
    private static final long PERIOD_MAX_MILLIS = 125;

    private static final Object LOCK = new Object();
    private static final Set<Pulse> WATCHED = Collections.newSetFromMap(new IdentityHashMap<>());
    private static Thread thread;

    private Watchdog() {}

    /** Looks after a loop from now on, if it runs and has a limit; otherwise no longer. */
    public static void watch(Pulse pulse) {
        synchronized (LOCK) {
            if (pulse.limitNanos() == 0 || !pulse.isTurned()) {
                WATCHED.remove(pulse);
                return;
            }
            WATCHED.add(pulse);
            if (thread == null) {
                thread = new Thread(null, Watchdog::run, "millrace-watchdog", 0, false);
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                thread.start();
            } else if (pulse.limitNanos() < PERIOD_MAX_MILLIS * LOOKS * 1_000_000) {
                LOCK.notifyAll(); // its present sleep may be too long
            }
        }
    }

    /** Looks after it no longer. */
    public static void unwatch(Pulse pulse) {
        synchronized (LOCK) {
            WATCHED.remove(pulse);
        }
    }

    private static void run() {
        long before = System.nanoTime();
        while (true) {
            long periodNanos;
            Set<Pulse> present;
            synchronized (LOCK) {
                periodNanos = periodMillis() * 1_000_000;
                sleep(periodNanos / 1_000_000);
                if (WATCHED.isEmpty()) {
                    thread = null;
                    return;
                }
                present = new HashSet<>(WATCHED);
            }
            long now = System.nanoTime();
            long passed = Math.min(now - before, 2 * periodNanos);
            before = now;
            present.forEach(pulse -> look(pulse, passed));
        }
    }

    private static void sleep(long millis) {
        try {
            LOCK.wait(millis);
        } catch (InterruptedException goOn) {
            // Whoever interrupts a thread of ours gets nothing for it.
        }
    }

    private static long periodMillis() {
        long shortest = WATCHED.stream().mapToLong(Pulse::limitNanos).min().orElse(Long.MAX_VALUE);
        return Math.min(Math.max(shortest / LOOKS / 1_000_000, PERIOD_MIN_MILLIS), PERIOD_MAX_MILLIS);
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
        } catch (Throwable failed) { // no memory, or a logger that throws: the others are still to be looked at
            LOG.log(Level.DEBUG, "the watchdog could not report", failed);
        }
    }

    private static void report(Pulse pulse, Thread held, StackTraceElement[] frames) {
        if (FlightRecording.IS_PRESENT) {
            StallEvent.record(pulse.loop(), held, pulse.heldNanos(), frames);
        }
        LOG.log(
                Level.WARNING,
                pulse.loop() + " has been held by a callback for " + pulse.heldNanos() / 1_000_000
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
