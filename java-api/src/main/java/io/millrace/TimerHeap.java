package io.millrace;

import java.util.Arrays;

/**
 * Timers in the order of their deadlines, the next one first. Each knows its place, so that removing one needs no search.
 *
 * <pre>
 *                       0
 *           ┌───────┬───┴───┬───────┐            four children each: half the levels of a binary heap,
 *           1       2       3       4            and the four lie side by side in memory
 *       ┌─┬─┴─┬─┐
 *       5 6   7 8   ...
 *
 *   parent is due ≤ child is due; of two that are due together, the one scheduled first
 * </pre>
 *
 * <p>Adding, removing and taking the next cost O(log n); nothing is ever scanned. On the loop's thread only.
 */
final class TimerHeap {
    private static final int CHILDREN = 4;

    private Timer[] heap = new Timer[16];
    private int size;

    int size() {
        return size;
    }

    /** When the next one is due; {@link Long#MAX_VALUE} if there is none. */
    long nextDueNanos() {
        return size == 0 ? Long.MAX_VALUE : heap[0].dueNanos;
    }

    /** Adds one that is not in. */
    void add(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        rise(timer, size++);
    }

    /** Takes one out; does nothing if it is not in. */
    void remove(Timer timer) {
        int place = timer.place;
        if (place == Timer.NOWHERE) {
            return;
        }
        timer.place = Timer.NOWHERE;
        Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            refill(place, last);
        }
    }

    /** Takes the next one out if it is due by {@code nowNanos}; otherwise null. */
    Timer pollDue(long nowNanos) {
        if (size == 0 || heap[0].dueNanos > nowNanos) {
            return null;
        }
        Timer due = heap[0];
        remove(due);
        return due;
    }

    private void refill(int place, Timer timer) {
        sink(timer, place);
        if (timer.place == place) {
            rise(timer, place);
        }
    }

    private void rise(Timer timer, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!isBefore(timer, heap[parent])) {
                break;
            }
            put(heap[parent], place);
            place = parent;
        }
        put(timer, place);
    }

    private void sink(Timer timer, int from) {
        int place = from;
        for (int first = place * CHILDREN + 1; first < size; first = place * CHILDREN + 1) {
            int least = leastOf(first);
            if (!isBefore(heap[least], timer)) {
                break;
            }
            put(heap[least], place);
            place = least;
        }
        put(timer, place);
    }

    private int leastOf(int first) {
        int least = first;
        int end = Math.min(first + CHILDREN, size);
        for (int child = first + 1; child < end; child++) {
            if (isBefore(heap[child], heap[least])) {
                least = child;
            }
        }
        return least;
    }

    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }

    private static boolean isBefore(Timer one, Timer other) {
        return one.dueNanos < other.dueNanos || (one.dueNanos == other.dueNanos && one.sequence < other.sequence);
    }

    /** For tests: the order above, of every timer and its parent. */
    boolean holdsInvariants() {
        for (int place = 0; place < size; place++) {
            boolean inPlace = heap[place].place == place;
            boolean inOrder = place == 0 || !isBefore(heap[place], heap[(place - 1) / CHILDREN]);
            if (!inPlace || !inOrder) {
                return false;
            }
        }
        return true;
    }
}
