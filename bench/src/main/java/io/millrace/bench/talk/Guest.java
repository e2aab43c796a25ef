package io.millrace.bench.talk;

/** A program outside the JVM that takes part in charts where it is installed. */
enum Guest {
    /** The talk's own language. */
    CPYTHON("CPython", "talk.py"),
    /** The talk's own library: its reactor. */
    TWISTED("Twisted", "reactor.py"),
    /** The main loop of GNOME's C library. */
    GLIB("glib", "glib_timers");

    private final String label;
    private final String program;

    Guest(String label, String program) {
        this.label = label;
        this.program = program;
    }

    /** As it stands on the page. */
    String label() {
        return label;
    }

    /** What measures it: a script of the jar's, or a C program of {@code bench/native}. */
    String program() {
        return program;
    }

    /** What measures one of its ways to do what a chart shows, as {@link Measured} names it. */
    String source(String chart, String way) {
        return program + " " + chart + "." + way;
    }
}
