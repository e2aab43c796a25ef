package io.millrace.bench.pause;

/**
 * How long this JVM stood still, measured from within: a thread that wishes to wake every millisecond notes the longest
 * time between two of its wake-ups. While a collection stops the world, it cannot run; neither can any other Java code.
 */
final class Standstill {
    private volatile long longestNanos;

    private Standstill() {}

    static Standstill watch() {
        Standstill standstill = new Standstill();
        Thread ticker = new Thread(standstill::tick, "standstill");
        ticker.setDaemon(true);
        ticker.setPriority(Thread.MAX_PRIORITY);
        ticker.start();
        return standstill;
    }

    /** Longest time between two ticks since the start or the last {@link #reset}; any thread. */
    long longestNanos() {
        return longestNanos;
    }

    void reset() {
        longestNanos = 0;
    }

    private void tick() {
        long last = System.nanoTime();
        while (!Thread.interrupted()) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            longestNanos = Math.max(longestNanos, now - last);
            last = now;
        }
    }
}
