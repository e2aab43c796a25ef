package io.millrace.bench.compare;

import io.millrace.bench.chart.Unit;

/**
 * What is measured of a server; each for one item: a message, a line, a timer, a connection. Less is better, but for the
 * rate, which is the same for all.
 */
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
    MEMORY("memory", "", Unit.BYTES),
    /** How many messages were due in a second when latencies were measured. */
    RATE("messages in a second", "that were due", Unit.RATE),
    /** From when a message was due to its answer; half of them took at most that. */
    P50("latency", "of 50 %", Unit.NANOS),
    P99("latency", "of 99 %", Unit.NANOS),
    P999("latency", "of 99.9 %", Unit.NANOS),
    WORST("latency", "of the slowest", Unit.NANOS),
    /** How late the load itself ever sent something: the latencies contain that. */
    LOAD_LATE("delay", "of the load itself", Unit.NANOS),
    /** Which part of the messages had no answer when the schedule was over. */
    BEHIND("unanswered", "at the end", Unit.COUNT),
    /** And which part a while later, when nobody waited any more. */
    UNANSWERED("unanswered", "after all", Unit.COUNT);

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
