package io.millrace.bench.talk;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and how long. Each list is what a chart's x axis has points for.
 *
 * @param name as it stands on the page
 * @param forks JVMs for each point
 * @param warmups iterations of each JVM that do not count
 * @param iterations iterations of each JVM that do
 * @param time of an iteration
 * @param chunks numbers of chunks to concatenate
 * @param pieces lengths of pieces to take
 * @param blocks lengths of blocks to write
 * @param splits lengths to split
 * @param every distances of separators, for each of those lengths
 * @param timers numbers of pending timers
 */
record Effort(
        String name,
        int forks,
        int warmups,
        int iterations,
        Duration time,
        List<Integer> chunks,
        List<Integer> pieces,
        List<Integer> blocks,
        List<Integer> splits,
        List<Integer> every,
        List<Integer> timers) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** Some two minutes on two processors. */
    static final Effort QUICK = new Effort(
            "quick",
            1,
            4,
            3,
            Duration.ofMillis(50),
            List.of(1, 10, 100, 1000, 10_000),
            List.of(16, KIB, 64 * KIB, MIB),
            List.of(MIB, 4 * MIB, 16 * MIB),
            List.of(64, 2 * KIB, 64 * KIB),
            List.of(8, 70),
            List.of(1, 100, 10_000));

    /** Some five minutes. */
    static final Effort USUAL = new Effort(
            "usual",
            1,
            3,
            5,
            Duration.ofMillis(100),
            QUICK.chunks,
            List.of(16, 128, KIB, 8 * KIB, 64 * KIB, MIB),
            List.of(256 * KIB, MIB, 4 * MIB, 16 * MIB),
            List.of(64, 512, 4 * KIB, 64 * KIB),
            List.of(8, 20, 70),
            List.of(1, 10, 100, 1000, 10_000));

    /** Some ten minutes. */
    static final Effort FULL = new Effort(
            "full",
            1,
            4,
            5,
            Duration.ofMillis(200),
            List.of(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000),
            List.of(16, 64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB),
            List.of(256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB),
            List.of(64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB),
            USUAL.every,
            List.of(1, 10, 100, 1000, 10_000, 100_000));

    /** In words, for the page. */
    String settings() {
        return name + ": " + forks + (forks == 1 ? " JVM" : " JVMs") + " (" + Jmh.AT_ONCE + ") for each point, "
                + warmups
                + " iterations of " + time.toMillis() + " ms to warm up, " + iterations
                + " measured; in other programs "
                + iterations + " measured";
    }
}
