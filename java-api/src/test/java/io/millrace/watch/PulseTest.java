package io.millrace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watchdog sees of a loop, look by look: the time between two looks is what the test says. */
class PulseTest {
    private static final long LIMIT = 1000;

    private final Pulse pulse = new Pulse("a loop", LIMIT, new JavaTime(() -> 1, () -> 0, () -> 0));

    @BeforeEach
    void turn() {
        pulse.turnedBy(Thread.currentThread());
    }

    private boolean isReportedAfter(long nanos) {
        return pulse.look(nanos) != null;
    }

    @Test
    void reportsACallbackOnceItHasLastedForTheLimit() {
        pulse.beat(Handlers.TASKS);
        assertThat(isReportedAfter(LIMIT)).as("seen for the first time").isFalse();
        assertThat(isReportedAfter(LIMIT - 1)).isFalse();
        assertThat(pulse.look(1)).isSameAs(Thread.currentThread());
        assertThat(pulse.heldNanos()).isEqualTo(LIMIT);
        assertThat(pulse.isHeld()).isTrue();
        assertThat(isReportedAfter(LIMIT)).as("once").isFalse();
    }

    @Test
    void reportsEachCallbackThatHoldsTheLoop() {
        for (int i = 0; i < 3; i++) {
            pulse.beat(Handlers.TASKS);
            assertThat(isReportedAfter(LIMIT)).isFalse();
            assertThat(isReportedAfter(LIMIT)).isTrue();
        }
    }

    @Test
    void reportsNotManyShortOnes() {
        for (int i = 0; i < 100; i++) {
            pulse.beat(Handlers.TASKS);
            assertThat(isReportedAfter(LIMIT)).isFalse();
        }
    }

    @Test
    void reportsNoLoopThatWaits() {
        pulse.beat(Handlers.TASKS);
        pulse.beginTurn();
        assertThat(isReportedAfter(LIMIT)).isFalse();
        pulse.endTurn(1, 0, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(isReportedAfter(LIMIT)).isFalse();
        }
    }

    @Test
    void knowsWhoseCallbackItIs() {
        pulse.beat(Handlers.TIMERS);
        assertThat(pulse.present()).isEqualTo(Handlers.TIMERS);
        pulse.beat(Handlers.COUNT_MAX - 1);
        assertThat(pulse.present()).isEqualTo(Handlers.COUNT_MAX - 1);
        pulse.endTurn(1, 0, 0);
        assertThat(pulse.present()).isEqualTo(Handlers.LOOP);
    }

    @Test
    void reportsNothingWithoutALimit() {
        pulse.limit(0);
        pulse.beat(Handlers.TASKS);
        for (int i = 0; i < 10; i++) {
            assertThat(isReportedAfter(LIMIT)).isFalse();
        }
    }
}
