package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many timers are looked at, and moved, for those that come due. */
class TimersCostTest extends HandTurnedTimers {
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
