package io.millrace.bench.compare;

import io.millrace.bench.chart.Unit;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Latencies of answers to messages that come by a schedule, whether earlier ones were answered or not (open loop). The rate of
 * a shape is the same for all: a share of what the first contestant, which is the control where it takes part, did under a
 * load that never waits.
 */
final class Pace {
    /** At a quarter of what the control does, the peers in Java have room, too. */
    private static final int SHARE = 4;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double DIGITS = 100; // two of them are kept

    private final Map<String, Long> rates = new HashMap<>();

    /** @param unpaced what was measured in this shape before */
    Map<Figure, Double> measure(
            Contestant contestant, int port, Shape shape, Map<Figure, Double> unpaced, Duration time, Meter.Told told)
            throws IOException, InterruptedException {
        if (!rates.containsKey(shape.id())) {
            double most = NANOS_PER_SECOND / unpaced.get(Figure.ELAPSED);
            rates.put(shape.id(), rounded(most / SHARE));
            told.note(note(shape, contestant, most));
        }
        long rate = rates.get(shape.id());
        try (Load load = Load.connect(shape.paced(rate), port)) {
            return load.paced(rate, time);
        }
    }

    private String note(Shape shape, Contestant contestant, double most) {
        return String.format(
                Locale.ROOT,
                "Latencies with %s: %,d messages a second were due, a quarter of the %s of %s in the first round.",
                shape.title(),
                rates.get(shape.id()),
                Unit.RATE.label(most),
                contestant.name());
    }

    /** To two digits; at least 1. */
    static long rounded(double rate) {
        double unit = 1;
        while (rate / unit >= DIGITS) {
            unit *= 10;
        }
        return Math.max(1, Math.round(rate / unit) * (long) unit);
    }
}
