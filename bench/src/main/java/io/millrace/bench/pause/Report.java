package io.millrace.bench.pause;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The figures of the show as a table, and whether the promise held.
 *
 * @param inside what the JVM under pressure measured of itself
 * @param millrace what the listeners of the hub heard
 * @param plain what the listeners of the plain server heard
 * @param ownStallNanos the longest time that the measuring process itself did not run: the error of the silences
 * @param sourceGapNanos the longest time that the source of the hub's stream sent nothing: what of a silence is its own
 */
record Report(Stillness inside, Silences millrace, Silences plain, long ownStallNanos, long sourceGapNanos) {
    /** A shorter pause shows nothing. */
    static final long PAUSE_MIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** The promise, in the words of the README: no silence over this. */
    static final long SILENCE_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final String BUSY =
            "\nThe machine had other work: the processes outside, which no collection stops, stood still"
                    + " themselves.\nTry again when it is quiet.";

    boolean paused() {
        return inside.stoodStillNanos() >= PAUSE_MIN_NANOS;
    }

    boolean held() {
        return paused() && millrace.longestNanos() < SILENCE_MAX_NANOS && millrace.allAlive();
    }

    String table() {
        StringBuilder table = new StringBuilder();
        row(table, "", "longest", "median", "listeners");
        row(table, "The JVM stood still, measured inside", millis(inside.stoodStillNanos()), "", "");
        row(table, "  the last full collection that was forced", millis(inside.collectionNanos()), "", "");
        row(table, "Silence heard through Millrace", millrace);
        row(table, "Silence heard through plain NIO, same JVM", plain);
        row(table, "Silence of the source itself, outside", millis(sourceGapNanos), "", "");
        row(table, "The measuring process's own stall", millis(ownStallNanos), "", "");
        return table.toString();
    }

    String verdict() {
        if (!paused()) {
            return "Not shown: the JVM never stood still for 2 s. Give it more to collect (--heap).";
        }
        if (!millrace.allAlive()) {
            return "The promise did not hold: " + (millrace.listeners() - millrace.alive()) + " listeners were lost.";
        }
        if (!held()) {
            return "The promise did not hold: a listener heard nothing for " + millis(millrace.longestNanos()) + "."
                    + (machineWasBusy() ? BUSY : "");
        }
        return "The promise held: the JVM stood still for " + millis(inside.stoodStillNanos())
                + ", and no listener of the hub heard nothing for more than " + millis(millrace.longestNanos()) + ".";
    }

    /** Whether it failed in a way that says little of the hub: then the figures are worth another round. */
    boolean isSpoiled() {
        return paused() && millrace.allAlive() && !held() && machineWasBusy();
    }

    private boolean machineWasBusy() {
        return Math.max(ownStallNanos, sourceGapNanos) > SILENCE_MAX_NANOS / 2;
    }

    private static void row(StringBuilder table, String what, Silences heard) {
        String stayed = heard.alive() + " of " + heard.listeners();
        row(table, what, millis(heard.longestNanos()), millis(heard.medianNanos()), stayed);
    }

    private static void row(StringBuilder table, String what, String longest, String median, String listeners) {
        String line = String.format(Locale.ROOT, "%-42s %12s %12s %12s", what, longest, median, listeners);
        table.append(line.stripTrailing()).append('\n');
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6);
    }
}
