package io.millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A loop's timers on a clock that the test sets, and what ran. */
abstract class HandTurnedTimers {
    static final long HOUR = Duration.ofHours(1).toNanos();
    static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final int ENOUGH = 1 << 21;

    long clock = Long.MAX_VALUE - MILLI; // it overflows soon
    final Timers timers = new Timers(() -> true, task -> false, () -> clock);
    final List<Timer> ran = new ArrayList<>();

    Timer once() {
        Timer[] self = new Timer[1];
        self[0] = new OneTime(timers, () -> ran.add(self[0]));
        return self[0];
    }

    Timer after(long delayNanos) {
        Timer timer = once();
        timers.schedule(timer, delayNanos);
        return timer;
    }

    /** One turn of a loop that has no bound of its own. */
    void turn() {
        long now = timers.now();
        timers.settle(now);
        for (int i = 0; i < ENOUGH; i++) {
            Timer due = timers.pollDue(now);
            if (due != null) {
                due.run();
            } else if (timers.waitNanos() != 0) {
                return;
            }
        }
        throw new AssertionError("it does not come to an end");
    }

    /** What runs when time has passed since the last callback. */
    List<Timer> passed(long nanos) {
        timers.settle(timers.now());
        clock += nanos;
        turn();
        List<Timer> now = List.copyOf(ran);
        ran.clear();
        return now;
    }
}
