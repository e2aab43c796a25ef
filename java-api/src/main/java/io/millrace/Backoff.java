package io.millrace;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before each try: longer each time, up to a bound, and never as long as the others who wait. */
final class Backoff {
    private final ReconnectingClient.Options options;
    private final RandomGenerator random;
    private double nextNanos;
    private int retries;

    Backoff(ReconnectingClient.Options options, RandomGenerator random) {
        this.options = options;
        this.random = random;
        reset();
    }

    void reset() {
        nextNanos = options.initialDelay().toNanos();
        retries = 0;
    }

    int retries() {
        return retries;
    }

    boolean isSpent() {
        return retries >= options.retriesMax();
    }

    /** How long to wait now. */
    Duration next() {
        retries++;
        double nanos = nextNanos;
        nextNanos = Math.min(nanos * options.factor(), options.maxDelay().toNanos());
        double spread = nanos * (1 + options.jitter() * random.nextGaussian());
        return Duration.ofNanos(
                (long) Math.max(0, Math.min(spread, options.maxDelay().toNanos())));
    }
}
