package io.millrace.testkit;

/**
 * Time that passes only when a loop would sleep, and no further than it is told to.
 *
 * <pre>
 *   0 ──────────── now ──────────── target          now ≤ target
 * </pre>
 */
final class VirtualClock {
    private long now;
    private long target;

    long now() {
        return now;
    }

    /** May pass so much further. */
    void allow(long nanos) {
        target = Math.addExact(target, nanos);
    }

    /** Passes by as much as somebody sleeps, negative: for ever; false if there is no time left to sleep in. */
    boolean sleep(long nanos) {
        if (now == target) {
            return false;
        }
        now = nanos < 0 || nanos > target - now ? target : now + nanos;
        return true;
    }
}
