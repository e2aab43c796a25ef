package io.millrace.engine.nio;

/**
 * Which turns are measured in detail: some, by chance, so that no load is in step with them; and no more than cost 1/256 of
 * the time that the loop works, whatever it works on.
 *
 * <pre>
 *   turns   M . . . M . M . . . . . M . .      after M, when it is known what that cost, the gap to the next is drawn
 * </pre>
 *
 * <p>Where turns are long the gap is zero, and all are measured.
 */
final class TurnSampler {
    private static final long COST_PART = 256;
    private static final long READING_NANOS = 25; // a look at the clock: 20 to 25 on the machines that were tried
    private static final long GAP_MEAN_MAX = 63;
    private static final long TURNS_AVERAGED = 1024;

    private long random;
    private long gap;
    private long workedNanos; // TURNS_AVERAGED times the mean of a turn

    TurnSampler(int seed) {
        random = 0x9e3779b97f4a7c15L * (seed + 1);
    }

    /** A turn begins: is it one of them? */
    boolean take() {
        if (gap == 0) {
            return true;
        }
        gap--;
        return false;
    }

    /** The loop has worked for so long, from one wait to the next. */
    void worked(long nanos) {
        workedNanos += nanos - workedNanos / TURNS_AVERAGED;
    }

    /** A turn that was measured has taken so many looks at the clock. */
    void paid(long readings) {
        long turnNanos = workedNanos / TURNS_AVERAGED + 1;
        long mean = Math.min(readings * READING_NANOS * COST_PART / turnNanos, GAP_MEAN_MAX);
        gap = Long.remainderUnsigned(next(), 2 * mean + 1);
    }

    private long next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }
}
