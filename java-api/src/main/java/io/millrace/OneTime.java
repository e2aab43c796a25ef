package io.millrace;

/** A timer that runs once. */
final class OneTime extends Timer {
    private final Runnable task;

    OneTime(Timers timers, Runnable task) {
        super(timers);
        this.task = task;
    }

    @Override
    void run() {
        if (finish()) {
            task.run();
        }
    }

    @Override
    boolean advance(long nowNanos) {
        return false;
    }
}
