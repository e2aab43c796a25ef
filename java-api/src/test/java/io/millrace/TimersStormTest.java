package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers against a plain sorted list, over random operations. */
class TimersStormTest extends HandTurnedTimers {
    private record Expected(Timer timer, long dueNanos, long order) {
        static final Comparator<Expected> BY_TIME =
                Comparator.comparingLong(Expected::dueNanos).thenComparingLong(Expected::order);
    }

    /** What a user may do, on a plain sorted list. */
    private final class Oracle {
        final TreeSet<Expected> sorted = new TreeSet<>(Expected.BY_TIME);
        private final List<Expected> alive = new ArrayList<>();
        private long order;

        void schedule(Timer timer, long dueNanos) {
            Expected expected = new Expected(timer, dueNanos, order++);
            sorted.add(expected);
            alive.add(expected);
        }

        Expected takeAny(Random random) {
            Expected taken = alive.get(random.nextInt(alive.size()));
            take(taken);
            return taken;
        }

        private void take(Expected taken) {
            sorted.remove(taken);
            alive.remove(taken);
        }

        List<Timer> due(long nowNanos) {
            List<Timer> due = new ArrayList<>();
            while (!sorted.isEmpty() && sorted.first().dueNanos <= nowNanos) {
                due.add(sorted.first().timer);
                take(sorted.first());
            }
            return due;
        }
    }

    /** From nothing to centuries, as likely to be short as long. */
    private static long anyNanos(Random random) {
        return random.nextLong() >>> 1 + random.nextInt(62);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreeWithASortedListOverRandomOperations(long seed) {
        Random random = new Random(seed);
        Oracle oracle = new Oracle();
        for (int i = 0; i < 20_000; i++) {
            int choice = random.nextInt(16);
            if (choice < 8 || oracle.alive.isEmpty()) {
                long delay = anyNanos(random);
                oracle.schedule(after(delay), Timers.sum(timers.now(), delay));
            } else if (choice < 10) {
                assertThat(oracle.takeAny(random).timer.cancel()).isTrue();
            } else if (choice < 12) {
                Timer moved = oracle.takeAny(random).timer;
                long delay = anyNanos(random);
                assertThat(moved.reset(Duration.ofNanos(delay))).isTrue();
                oracle.schedule(moved, Timers.sum(timers.now(), delay));
            } else if (choice < 13) {
                timers.settle(timers.now()); // one that is delayed before counts as scheduled then
                Expected moved = oracle.takeAny(random);
                long extra = anyNanos(random);
                assertThat(moved.timer.delay(Duration.ofNanos(extra))).isTrue();
                oracle.schedule(moved.timer, Timers.sum(moved.dueNanos, extra));
            } else {
                clock += stepOf(random, oracle);
                assertThat(timers.waitNanos())
                        .as("never too long, in step %d of seed %d", i, seed)
                        .isLessThanOrEqualTo(Math.max(0, oracle.sorted.isEmpty() ? 0 : untilNext(oracle)));
                turn();
                assertThat(ran).as("step %d of seed %d", i, seed).isEqualTo(oracle.due(timers.now()));
                ran.clear();
            }
            timers.settle(timers.now());
            if (i % 64 == 0) {
                assertThat(timers.holdsInvariants())
                        .as("step %d of seed %d", i, seed)
                        .isTrue();
            }
        }
    }

    private long untilNext(Oracle oracle) {
        return oracle.sorted.first().dueNanos - timers.now();
    }

    /** Mostly short, sometimes exactly to the next one or a nanosecond before, sometimes far, but not out of centuries. */
    private long stepOf(Random random, Oracle oracle) {
        long toNext = oracle.sorted.isEmpty() ? 1 : Math.max(0, untilNext(oracle));
        long left = Long.MAX_VALUE / 2 - timers.now();
        return Math.min(
                Math.max(0, left),
                switch (random.nextInt(8)) {
                    case 0, 1 -> toNext;
                    case 2, 3 -> Math.max(0, toNext - 1);
                    case 4 -> random.nextLong() >>> 10 + random.nextInt(50);
                    default -> random.nextLong() >>> 30 + random.nextInt(33);
                });
    }
}
