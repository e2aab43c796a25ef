package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers that run again and again: when, and how many intervals they skip. */
class TimersPeriodTest extends HandTurnedTimers {
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
}
