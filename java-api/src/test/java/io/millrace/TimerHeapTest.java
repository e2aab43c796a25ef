package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The heap gives out timers in the order of a sorted list, whatever was added and removed in between. */
class TimerHeapTest {
    private final TimerHeap heap = new TimerHeap();
    private long scheduled;

    private Timer added(long dueNanos) {
        Timer timer = new OneTime(null, () -> {});
        timer.dueNanos = dueNanos;
        timer.sequence = scheduled++;
        heap.add(timer);
        return timer;
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(heap.size()).isZero();
        assertThat(heap.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void givesOutNothingBeforeItIsDue() {
        Timer timer = added(10);
        assertThat(heap.pollDue(9)).isNull();
        assertThat(heap.pollDue(10)).isSameAs(timer);
    }

    @Test
    void keepsTheOrderOfAddingAmongThoseDueTogether() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            timers.add(added(5));
        }
        for (Timer timer : timers) {
            assertThat(heap.pollDue(5)).isSameAs(timer);
        }
    }

    @Test
    void forgetsOneThatIsTakenOutTwice() {
        Timer timer = added(1);
        Timer other = added(2);
        heap.remove(timer);
        heap.remove(timer);
        assertThat(heap.pollDue(9)).isSameAs(other);
        assertThat(heap.size()).isZero();
    }

    @Test
    void agreesWithASortedListOverManyRandomOperations() {
        Random random = new Random(1);
        PriorityQueue<Timer> oracle = new PriorityQueue<>(
                Comparator.<Timer>comparingLong(timer -> timer.dueNanos).thenComparingLong(timer -> timer.sequence));
        List<Timer> alive = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int choice = random.nextInt(5);
            if (choice < 3) {
                Timer timer = added(random.nextInt(1000));
                oracle.add(timer);
                alive.add(timer);
            } else if (choice == 3 && !alive.isEmpty()) {
                Timer timer = alive.remove(random.nextInt(alive.size()));
                heap.remove(timer);
                oracle.remove(timer);
            } else {
                Timer expected = oracle.poll();
                assertThat(heap.pollDue(Long.MAX_VALUE)).isSameAs(expected);
                alive.remove(expected);
            }
            assertThat(heap.size()).isEqualTo(oracle.size());
            if (i % 100 == 0) {
                assertThat(heap.holdsInvariants()).isTrue();
            }
        }
    }
}
