package io.millrace.bench.compare.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** The delays of {@link Service#TIMERS}, one after the other and from the start again: none is over while a run lasts. */
public final class Delays {
    /** How many timers wait besides those that are set and cancelled. */
    public static final int PENDING = 100_000;

    private static final int COUNT = 4096;
    private static final long LEAST_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int RANGE_MILLIS = (int) Duration.ofHours(2).toMillis();

    private final Duration[] delays = new Duration[COUNT];
    private int next;

    public Delays() {
        Random random = new Random(1);
        Arrays.setAll(delays, i -> Duration.ofMillis(LEAST_MILLIS + random.nextInt(RANGE_MILLIS)));
    }

    public Duration next() {
        return delays[next++ & (COUNT - 1)];
    }
}
