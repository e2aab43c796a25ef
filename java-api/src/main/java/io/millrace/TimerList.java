package io.millrace;

/**
 * Timers in no order, linked through themselves, so that adding and removing one costs the same among a million.
 *
 * <pre>
 *   first ──► timer ◄──► timer ◄──► timer          earliestNanos ≤ due of each
 * </pre>
 *
 * <p>On the loop's thread only.
 */
final class TimerList {
    final int level;
    final int index;
    Timer first;

    /** No timer here is due before; exact until the first of them is removed. Says nothing when the list is empty. */
    long earliestNanos;

    /** The list of the slot {@code index} of a wheel's {@code level}. */
    TimerList(int level, int index) {
        this.level = level;
        this.index = index;
    }

    /** A list that is no wheel's. */
    TimerList() {
        this(-1, -1);
    }

    boolean isEmpty() {
        return first == null;
    }

    void add(Timer timer) {
        timer.list = this;
        timer.next = first;
        if (first == null) {
            earliestNanos = timer.dueNanos;
        } else {
            first.previous = timer;
            earliestNanos = Math.min(earliestNanos, timer.dueNanos);
        }
        first = timer;
    }

    void remove(Timer timer) {
        if (timer.previous == null) {
            first = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.list = null;
        timer.next = null;
        timer.previous = null;
    }
}
