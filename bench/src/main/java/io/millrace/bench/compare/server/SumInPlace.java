package io.millrace.bench.compare.server;

import java.util.function.Consumer;

/** Adds up lines as the bytes come, with a loop for each part of a line: no search for its end, no copy of it, no string. */
public interface SumInPlace {
    /** Takes the bytes from {@code from} to {@code to}; {@code answers} is given what to send back. */
    void take(byte[] bytes, int from, int to, Consumer<String> answers);

    /** For the lines of a service. */
    static SumInPlace of(Service service) {
        return switch (service) {
            case STATSD, STATSD_IN_PLACE -> new StatsdInPlace();
            case INFLUX, INFLUX_IN_PLACE -> new InfluxInPlace();
            default -> throw new IllegalArgumentException(service + " has no lines to add up");
        };
    }
}
