package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop's timers on a clock that the test sets: what comes due, in which order, and how many are looked at for it. */
class TimersTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final int ENOUGH = 1 << 21;

    private long clock = Long.MAX_VALUE - MILLI; // it overflows soon
    private final Timers timers = new Timers(() -> true, task -> false, () -> clock);
    private final List<Timer> ran = new ArrayList<>();

    private Timer once() {
        Timer[] self = new Timer[1];
        self[0] = new OneTime(timers, () -> ran.add(self[0]));
        return self[0];
    }

    private Timer after(long delayNanos) {
        Timer timer = once();
        timers.schedule(timer, delayNanos);
        return timer;
    }

    /** One turn of a loop that has no bound of its own. */
    private void turn() {
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
    private List<Timer> passed(long nanos) {
        timers.settle(timers.now());
        clock += nanos;
        turn();
        List<Timer> now = List.copyOf(ran);
        ran.clear();
        return now;
    }

    // ---- Against a sorted list

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

    // ---- When

    @Test
    void nothingIsDueBeforeItsTime() {
        Timer timer = after(HOUR);
        turn();
        assertThat(passed(HOUR - 1)).isEmpty();
        assertThat(passed(1)).containsExactly(timer);
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void aDelayCountsFromTheNextLookAtTheClock() {
        Timer timer = after(10);
        clock += 1000; // the callback takes so long
        assertThat(passed(0)).isEmpty();
        assertThat(passed(9)).isEmpty();
        assertThat(passed(1)).containsExactly(timer);
    }

    @Test
    void thoseDueTogetherRunInTheOrderOfScheduling() {
        List<Timer> together = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            together.add(after(HOUR));
        }
        together.add(together.remove(7));
        together.get(99).reset(Duration.ofHours(1)); // scheduled once more
        turn();
        for (int i = 0; i < 100; i++) {
            together.add(after(HOUR));
        }
        assertThat(passed(HOUR)).containsExactlyElementsOf(together);
    }

    @Test
    void aProcessThatWasPausedForHoursRunsAllInOrder() {
        List<Timer> expected = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            expected.add(after(i * MILLI * 3));
        }
        assertThat(passed(9 * HOUR)).containsExactlyElementsOf(expected);
        Timer later = after(MILLI);
        turn();
        assertThat(passed(MILLI)).containsExactly(later);
    }

    @Test
    void theLongestDelaysNeitherOverflowNorRun() {
        Timer never = after(Long.MAX_VALUE);
        Timer almost = after(Long.MAX_VALUE - 2);
        turn();
        never.delay(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(passed(Long.MAX_VALUE / 2)).isEmpty();
        assertThat(never.isPending()).isTrue();
        assertThat(almost.isPending()).isTrue();
        assertThat(timers.holdsInvariants()).isTrue();
    }

    @Test
    void whatACallbackSchedulesForAtOnceRunsInTheNextTurn() {
        List<String> order = new ArrayList<>();
        timers.schedule(
                new OneTime(timers, () -> {
                    order.add("first");
                    timers.schedule(new OneTime(timers, () -> order.add("at once")), 0);
                }),
                0);
        timers.schedule(new OneTime(timers, () -> order.add("second")), 0);
        turn();
        turn();
        assertThat(order).containsExactly("first", "second", "at once");
    }

    // ---- Moving

    @Test
    void resetMovesToEarlierAndToLater() {
        Timer earlier = after(HOUR);
        Timer later = after(10);
        turn();
        assertThat(earlier.reset(Duration.ofNanos(20))).isTrue();
        assertThat(later.reset(Duration.ofHours(2))).isTrue();
        turn();
        assertThat(passed(20)).containsExactly(earlier);
        assertThat(passed(HOUR)).isEmpty();
        assertThat(passed(HOUR)).containsExactly(later);
    }

    @Test
    void delayCountsFromWhereItWas() {
        Timer fresh = after(10);
        fresh.delay(Duration.ofNanos(5));
        turn();
        assertThat(passed(14)).isEmpty();
        fresh.delay(Duration.ofNanos(100));
        assertThat(passed(100)).isEmpty();
        assertThat(passed(1)).containsExactly(fresh);
    }

    @Test
    void oneThatIsOverStaysOver() {
        Timer cancelled = after(0);
        assertThat(cancelled.cancel()).isTrue();
        assertThat(cancelled.cancel()).isFalse();
        Timer run = after(0);
        assertThat(passed(0)).containsExactly(run);
        for (Timer over : List.of(cancelled, run)) {
            assertThat(over.isPending()).isFalse();
            assertThat(over.cancel()).isFalse();
            assertThat(over.reset(Duration.ZERO)).isFalse();
            assertThat(over.delay(Duration.ZERO)).isFalse();
        }
        assertThat(passed(HOUR)).isEmpty();
    }

    @Test
    void oneIsOverInItsOwnCallback() {
        List<Boolean> answers = new ArrayList<>();
        Timer[] self = new Timer[1];
        self[0] = new OneTime(timers, () -> {
            answers.add(self[0].isPending());
            answers.add(self[0].cancel());
            answers.add(self[0].reset(Duration.ZERO));
        });
        timers.schedule(self[0], 0);
        turn();
        turn();
        assertThat(answers).containsExactly(false, false, false);
    }

    @Test
    void aCallbackMayCancelAndMoveOthersThatAreDueWithIt() {
        Timer cancelled = once();
        Timer moved = once();
        timers.schedule(
                new OneTime(timers, () -> {
                    cancelled.cancel();
                    moved.reset(Duration.ofHours(1));
                }),
                0);
        timers.schedule(cancelled, 0);
        timers.schedule(moved, 0);
        assertThat(passed(0)).isEmpty();
        assertThat(passed(HOUR)).containsExactly(moved);
    }

    // ---- Again and again

    private Timer every(long periodNanos, List<Long> skipped) {
        Timer timer = new Periodic(timers, periodNanos, skipped::add);
        timers.schedule(timer, periodNanos);
        turn();
        return timer;
    }

    @Test
    void aPeriodNeverDriftsAndNeverPilesUp() {
        List<Long> skipped = new ArrayList<>();
        Timer timer = every(100, skipped);
        passed(99);
        assertThat(skipped).isEmpty();
        passed(1); // 100
        passed(130); // 230: 30 late
        passed(69); // 299
        assertThat(skipped).containsExactly(0L, 0L);
        passed(1); // 300: on time again
        passed(350); // 650: 400 is late, 500 and 600 are skipped
        assertThat(skipped).containsExactly(0L, 0L, 0L, 2L);
        passed(49); // 699
        passed(1); // 700
        assertThat(skipped).hasSize(5).endsWith(0L);
        assertThat(timer.isPending()).isTrue();
    }

    @Test
    void thePeriodsOfAPausedProcessAreOneRun() {
        List<Long> skipped = new ArrayList<>();
        every(1, skipped);
        passed(9 * HOUR);
        assertThat(skipped).containsExactly(9 * HOUR - 1);
    }

    @Test
    void aPeriodicOneMayBeCancelledAndMovedInItsCallback() {
        List<Long> runs = new ArrayList<>();
        Timer[] self = new Timer[1];
        self[0] = new Periodic(timers, 100, skipped -> {
            runs.add(timers.now());
            if (runs.size() == 1) {
                assertThat(self[0].reset(Duration.ofNanos(10))).isTrue();
            } else if (runs.size() == 3) {
                assertThat(self[0].cancel()).isTrue();
                assertThat(self[0].isPending()).isFalse();
            }
        });
        timers.schedule(self[0], 100);
        turn();
        for (int i = 0; i < 1000; i++) {
            passed(1);
        }
        assertThat(runs).containsExactly(100L, 110L, 210L);
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void theLongestPeriodDoesNotOverflow() {
        List<Long> skipped = new ArrayList<>();
        Timer timer = every(Long.MAX_VALUE / 3, skipped);
        passed(Long.MAX_VALUE / 3);
        passed(Long.MAX_VALUE / 3);
        passed(Long.MAX_VALUE / 4);
        assertThat(skipped).hasSize(2);
        assertThat(timer.isPending()).isTrue();
        assertThat(passed(0)).isEmpty();
    }

    // ---- What is looked at

    @Test
    void nothingIsLookedAtWithoutNeed() {
        for (int i = 0; i < 1_000_000; i++) {
            after(HOUR + i * 1000L);
        }
        turn();
        for (int i = 0; i < 10_000; i++) {
            Timer one = after(i % 7 * 100 * MILLI);
            after(HOUR * 2).cancel();
            assertThat(passed(i % 7 * 100 * MILLI + 1)).containsExactly(one);
        }
        assertThat(timers.moved()).isLessThan(10_000L * TimerWheel.LEVELS);
        assertThat(timers.waitNanos()).isPositive();
    }

    @Test
    void eachIsMovedOncePerLevelAtMost() {
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            after(i * (HOUR / count));
        }
        for (int i = 0; i < 36_000; i++) {
            passed(100 * MILLI);
        }
        assertThat(timers.isEmpty()).isTrue();
        assertThat(timers.moved()).isBetween(count / 2L, (long) count * TimerWheel.LEVELS);
    }

    /** Otherwise an idle process would wake up to sort what is not due. */
    @Test
    void theLoopSleepsUntilTheNextOneIsDue() {
        for (int i = 0; i < 50; i++) {
            after(HOUR + i * HOUR);
        }
        turn();
        for (int i = 0; i < 50; i++) {
            assertThat(timers.waitNanos()).isEqualTo(HOUR);
            assertThat(passed(HOUR)).hasSize(1);
        }
        assertThat(timers.waitNanos()).isNegative();
    }

    @Test
    void thousandsDueTogetherAreMovedAFewAtATime() {
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            after(HOUR);
        }
        timers.settle(timers.now());
        clock += HOUR;
        long before = 0;
        while (timers.pollDue(timers.now()) == null) {
            assertThat(timers.moved() - before).isBetween(1L, 4096L);
            assertThat(timers.waitNanos()).isZero();
            before = timers.moved();
        }
        assertThat(before).isGreaterThan(count - 4097L);
    }
}
