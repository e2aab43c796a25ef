package io.millrace.bench.compare;

import io.millrace.bench.chart.Unit;

/** What is measured of a server; each for one item: a message, a line, a timer, a connection. Less is better. */
enum Figure {
    USER("CPU time", "in user mode", Unit.NANOS),
    SYSTEM("CPU time", "in system mode", Unit.NANOS),
    /** Both. */
    CPU("CPU time", "", Unit.NANOS),
    /** From the measurement's beginning to its end, load and all. */
    ELAPSED("time", "from beginning to end", Unit.NANOS),
    HEAP("memory", "on the heap", Unit.BYTES),
    OUTSIDE("memory", "outside the heap", Unit.BYTES),
    /** Both. */
    MEMORY("memory", "", Unit.BYTES);

    private final String what;
    private final String place;
    private final Unit unit;

    Figure(String what, String place, Unit unit) {
        this.what = what;
        this.place = place;
        this.unit = unit;
    }

    /** Which part of it this is; empty for a whole. */
    String place() {
        return place;
    }

    String words() {
        return place.isEmpty() ? what : what + " " + place;
    }

    Unit unit() {
        return unit;
    }
}
