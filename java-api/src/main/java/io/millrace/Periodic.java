package io.millrace;

import java.util.function.LongConsumer;

/**
 * A timer that runs at every multiple of its period.
 *
 * <pre>
 *     due      due      due      due      due      due
 *      │        │        │        │        │        │
 *      ├ run(0) ├ run(0) ├╌╌╌╌╌╌ held ╌╌╌╌╌╌╌┤      ├ run(0)        the times stay where they are,
 *                                            run(2)                 what is missed is one run with its count
 * </pre>
 */
final class Periodic extends Timer {
    private final LongConsumer task;
    private final long periodNanos;
    private long skipped;

    Periodic(Timers timers, long periodNanos, LongConsumer task) {
        super(timers);
        this.periodNanos = periodNanos;
        this.task = task;
    }

    @Override
    void run() {
        if (begin()) {
            try {
                task.accept(skipped);
            } finally {
                end();
            }
        }
    }

    @Override
    boolean advance(long nowNanos) {
        skipped = (nowNanos - dueNanos) / periodNanos;
        dueNanos = Timers.sum(dueNanos + skipped * periodNanos, periodNanos);
        return true;
    }
}
