package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes due, in which order; what is moved and cancelled. */
class TimersTest extends HandTurnedTimers {
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
}
