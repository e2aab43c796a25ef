package io.millrace.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Random operations on several threads at once, of a seed that a failure tells, so that it can be seen again. */
public final class Storm {
    /** -Dmillrace.seed=… replays the storm that a failure told of. */
    private static final String SEED = "millrace.seed";

    /** Operations on each thread; a million on all. */
    public static final int OPERATIONS = 250_000;

    private static final int THREADS = 4;
    private static final long MINUTES_MAX = 2;

    private Storm() {}

    /** Runs a task on each thread; what is random about it comes of the thread's own numbers. */
    public static void ofEach(Consumer<Random> task) {
        long seed = Long.getLong(SEED, ThreadLocalRandom.current().nextLong());
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            threads.add(CompletableFuture.runAsync(() -> task.accept(random)));
        }
        try {
            CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new))
                    .orTimeout(MINUTES_MAX, TimeUnit.MINUTES)
                    .join();
        } catch (RuntimeException failed) {
            throw new AssertionError("replay it with -D" + SEED + "=" + seed, failed);
        }
    }

    /** Complains unless they are equal; cheaper than a matcher, which counts a million times. */
    public static void same(Object one, Object other) {
        if (!one.equals(other)) {
            throw new AssertionError(one + " is not " + other);
        }
    }
}
