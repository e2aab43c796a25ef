package io.millrace.bench.compare;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How often is measured, and how long.
 *
 * @param name as it stands on the page
 * @param rounds how often each contestant has its turn
 * @param warmUp of a server in Java, before the first shape is measured
 * @param settling of every server, before each other shape, and of those that need no warming up before each
 * @param measured time of a measurement
 * @param paced time of a schedule that latencies are measured by
 * @param isFull whether Millrace takes part twice, to show how far two of the same lie apart, and whether that is measured,
 *     too, which takes so long that once must do
 */
record Effort(
        String name,
        int rounds,
        Duration warmUp,
        Duration settling,
        Duration measured,
        Duration paced,
        boolean isFull) {
    static final Effort QUICK = new Effort(
            "quick",
            5,
            Duration.ofMillis(2000),
            Duration.ofMillis(400),
            Duration.ofMillis(1000),
            Duration.ofMillis(500),
            false);

    static final Effort FULL = new Effort(
            "full",
            9,
            Duration.ofMillis(4000),
            Duration.ofMillis(1000),
            Duration.ofMillis(3000),
            Duration.ofMillis(2000),
            true);

    private static final double START_SECONDS = 0.8; // of a process, and its end
    private static final double LOAD_SECONDS = 0.1; // the same of a load
    private static final double WHOLE_SECONDS = 30; // of 1 GiB; 1 to 200, as the contestant is

    /** For the page. */
    String settings() {
        return String.format(
                Locale.ROOT,
                "%s: %d rounds, in each of them every contestant in turn in a new process; %.1f s to warm up a server in"
                        + " Java, %.1f s before each other measurement, %.1f s measured, latencies by a schedule of %.1f s",
                name,
                rounds,
                seconds(warmUp),
                seconds(settling),
                seconds(measured),
                seconds(paced));
    }

    /** About how long a contestant takes for these shapes in all rounds, and for their latencies. */
    double seconds(Contestant contestant, List<Shape> shapes, boolean hasLatency) {
        double once = WHOLE_SECONDS * shapes.stream().filter(Shape::isOnce).count();
        long often = shapes.stream().filter(shape -> !shape.isOnce()).count();
        double start = START_SECONDS + seconds(contestant.isJava() ? warmUp : settling);
        double each = seconds(measured) + (hasLatency ? LOAD_SECONDS + seconds(paced) : 0);
        return once + rounds * (start + (often - 1) * seconds(settling) + often * each);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
