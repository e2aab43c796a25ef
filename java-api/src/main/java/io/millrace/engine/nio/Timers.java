package io.millrace.engine.nio;

import java.util.Comparator;
import java.util.TreeSet;

/** What a loop is to do at a time, the earliest first. On the loop's thread. */
final class Timers {
    static final long NEVER = Long.MAX_VALUE;

    /** Lengths that nobody will see the end of are made equal, so that a clock's reading plus a length never overflows. */
    static final long NANOS_MAX = 1L << 62;

    /** Something that is due once; it may be set again and cancelled. */
    abstract static class Timed {
        private long deadline = NEVER;
        private long number;

        /** Runs when it is due; it is not pending any more. */
        abstract void expired(long now);

        final boolean isPending() {
            return deadline != NEVER;
        }

        final long deadline() {
            return deadline;
        }
    }

    private final TreeSet<Timed> pending = new TreeSet<>(
            Comparator.<Timed>comparingLong(timed -> timed.deadline).thenComparingLong(timed -> timed.number));
    private long last;

    static long bounded(long nanos) {
        return nanos < 0 || nanos > NANOS_MAX ? NANOS_MAX : nanos;
    }

    void set(Timed timed, long deadline) {
        cancel(timed);
        timed.deadline = deadline;
        timed.number = ++last;
        pending.add(timed);
    }

    void cancel(Timed timed) {
        if (timed.isPending()) {
            pending.remove(timed);
            timed.deadline = NEVER;
        }
    }

    long nextDeadline() {
        return pending.isEmpty() ? NEVER : pending.first().deadline;
    }

    /** Runs what is due; what that sets anew is not due before the next turn. */
    void runDue(long now) {
        long newest = last;
        while (!pending.isEmpty() && pending.first().deadline <= now && pending.first().number <= newest) {
            Timed due = pending.first();
            cancel(due);
            due.expired(now);
        }
    }
}
