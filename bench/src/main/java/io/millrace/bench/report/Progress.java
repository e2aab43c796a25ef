package io.millrace.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How far it is: on a terminal one line that is written over, with a bar and the time that remains; elsewhere a line for
 * each step. The steps are taken to last equally long.
 */
public final class Progress {
    private static final int BAR_COLUMNS = 28;
    private static final int TEXT_COLUMNS = 52;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean isTerminal;
    private final long beganNanos = System.nanoTime();
    private int steps;
    private int begun;

    public Progress(PrintWriter out, boolean isTerminal, int steps) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.steps = steps;
    }

    /** Whether standard output is a terminal. */
    public static boolean isOnTerminal() {
        try {
            String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** The next step begins. */
    public synchronized void step(String what) {
        int done = Math.min(begun, steps);
        begun++;
        if (isTerminal) {
            out.print(ERASE + bar(done) + remaining(done) + "  " + shortened(what));
        } else {
            out.println("[" + Math.min(begun, steps) + "/" + steps + "] " + what);
        }
        out.flush();
    }

    /** So many steps will not be taken. */
    public synchronized void skip(int count) {
        steps -= count;
    }

    /** A line that stays. */
    public synchronized void say(String line) {
        out.println((isTerminal ? ERASE : "") + line);
        out.flush();
    }

    private String bar(int done) {
        int columns = steps == 0 ? BAR_COLUMNS : done * BAR_COLUMNS / steps;
        return "█".repeat(columns)
                + "░".repeat(BAR_COLUMNS - columns)
                + String.format(Locale.ROOT, " %3d %%", steps == 0 ? 100 : done * 100 / steps);
    }

    private String remaining(int done) {
        if (done == 0) {
            return "           ";
        }
        long seconds = (System.nanoTime() - beganNanos) / 1_000_000_000L * (steps - done) / done;
        return String.format(Locale.ROOT, "  %2d:%02d left", seconds / 60, seconds % 60);
    }

    private static String shortened(String what) {
        return what.length() <= TEXT_COLUMNS ? what : what.substring(0, TEXT_COLUMNS - 1) + "…";
    }
}
