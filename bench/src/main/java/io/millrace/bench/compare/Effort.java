package io.millrace.bench.compare;

import java.time.Duration;
import java.util.Locale;

/**
 * How often is measured, and how long.
 *
 * @param name as it stands on the page
 * @param rounds how often each contestant has its turn
 * @param warmUp of a server in Java, before the first shape is measured
 * @param settling of every server, before each other shape, and of those that need no warming up before each
 * @param measured time of a measurement
 * @param isTwice whether Millrace takes part twice, to show how far two of the same lie apart
 */
record Effort(String name, int rounds, Duration warmUp, Duration settling, Duration measured, boolean isTwice) {
    static final Effort QUICK =
            new Effort("quick", 5, Duration.ofMillis(2000), Duration.ofMillis(400), Duration.ofMillis(1000), false);

    static final Effort FULL =
            new Effort("full", 9, Duration.ofMillis(4000), Duration.ofMillis(1000), Duration.ofMillis(3000), true);

    private static final double START_SECONDS = 0.8; // of a process, and its end

    /** For the page. */
    String settings() {
        return String.format(
                Locale.ROOT,
                "%s: %d rounds, in each of them every contestant in turn in a new process; %.1f s to warm up a server in"
                        + " Java, %.1f s before each other measurement, %.1f s measured",
                name,
                rounds,
                seconds(warmUp),
                seconds(settling),
                seconds(measured));
    }

    /** About how long a contestant takes for so many shapes, in all rounds. */
    double seconds(Contestant contestant, int shapes) {
        double first = seconds(contestant.isJava() ? warmUp : settling);
        return rounds * (START_SECONDS + first + (shapes - 1) * seconds(settling) + shapes * seconds(measured));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
