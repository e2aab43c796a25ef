package io.millrace.bench.compare;

import io.millrace.bench.chart.Unit;

/** What is measured of a server; each for one item: a message, a line, a timer, a connection. Less is better. */
enum Figure {
    USER("CPU time in user mode", Unit.NANOS),
    SYSTEM("CPU time in system mode", Unit.NANOS),
    /** Both. */
    CPU("CPU time", Unit.NANOS),
    /** Of the whole measurement, load and all. */
    ELAPSED("time", Unit.NANOS),
    HEAP("memory on the heap", Unit.BYTES),
    OUTSIDE("memory outside the heap", Unit.BYTES),
    /** Both. */
    MEMORY("memory", Unit.BYTES);

    private final String words;
    private final Unit unit;

    Figure(String words, Unit unit) {
        this.words = words;
        this.unit = unit;
    }

    String words() {
        return words;
    }

    Unit unit() {
        return unit;
    }
}
