package io.millrace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java's part of turns, on a clock that the test sets; each look at it is counted. */
class JavaTimeTest {
    private static final int ONE = 7;
    private static final int ANOTHER = 900;

    private long clock = 1000;
    private long inNative; // 0: the turn is not measured
    private long between;
    private int looks;
    private final JavaTime time = new JavaTime(this::look, () -> inNative, () -> between);
    private final Pulse pulse = new Pulse("a loop", 0, time);

    private long look() {
        looks++;
        return clock;
    }

    @BeforeEach
    void begin() {
        pulse.turnedBy(Thread.currentThread());
        looks = 0;
    }

    /** Native code has the turn for so long, and two callbacks come of it. */
    private void turn(long nativeNanos, long finding, long one, long another) {
        clock += nativeNanos;
        pulse.beginTurn();
        pulse.beat(Handlers.LOOP);
        clock += finding;
        pulse.beat(ONE);
        clock += one;
        pulse.beat(ANOTHER);
        clock += another;
        pulse.endTurn(2, 0, 0);
    }

    @Test
    void aTurnThatIsNotMeasuredLooksAtTheClockTwice() {
        turn(100, 1, 20, 30);
        turn(100, 2, 30, 40);
        assertThat(looks).isEqualTo(4);
        assertThat(time.wholeNanos()).isEqualTo(1 + 20 + 30 + 2 + 30 + 40);
        assertThat(time.handlerNanos()).containsOnly(0);
        assertThat(time.crossingNanos()).isZero();
    }

    @Test
    void aMeasuredOneLooksOnceMoreForEachBeat() {
        inNative = 94;
        turn(100, 1, 20, 30);
        assertThat(looks).isEqualTo(2 + 3);
        assertThat(time.wholeNanos()).isEqualTo(51);
        assertThat(time.crossingNanos()).isEqualTo(6);
        long[] handlers = time.handlerNanos();
        assertThat(handlers[Handlers.LOOP]).isEqualTo(1);
        assertThat(handlers[ONE]).isEqualTo(20);
        assertThat(handlers[ANOTHER]).isEqualTo(30);
    }

    @Test
    void nativeCodeThatACallbackCallsIsNotTheCallbacks() {
        inNative = 90;
        clock += 100;
        pulse.beginTurn();
        pulse.beat(ONE);
        clock += 50;
        between += 45;
        pulse.beat(ANOTHER);
        clock += 3;
        pulse.endTurn(2, 0, 0);
        assertThat(time.betweenNanos()).isEqualTo(45);
        assertThat(time.handlerNanos()[ONE]).isEqualTo(5);
        assertThat(time.handlerNanos()[ANOTHER]).isEqualTo(3);
        assertThat(time.wholeNanos()).isEqualTo(53);
    }

    @Test
    void whatTheJvmStoodStillForIsNoCrossing() {
        inNative = 10;
        turn(2_000_000, 0, 0, 0);
        assertThat(time.crossingNanos()).isZero();
    }

    @Test
    void aCallbackThatIsSeenToHoldTheLoopIsChargedThoughItsTurnIsNotMeasured() {
        clock += 100;
        pulse.beginTurn();
        pulse.beat(ANOTHER);
        pulse.look(1);
        clock += 500;
        pulse.look(1);
        pulse.endTurn(1, 0, 0);
        assertThat(time.handlerNanos()[ANOTHER]).isEqualTo(500);

        turn(100, 1, 2, 3);
        assertThat(time.handlerNanos()[ANOTHER]).as("once").isEqualTo(500);
    }

    @Test
    void whatLastsIsKnownWhileItLasts() {
        pulse.beginTurn();
        pulse.beat(ONE);
        assertThat(time.presentNanos(clock + 700)).isEqualTo(700);
        assertThat(time.lapNanos(clock + 700)).isEqualTo(700);
        clock += 700;
        pulse.endTurn(1, 0, 0);
        assertThat(time.presentNanos(clock + 10)).isZero();
        assertThat(time.lapNanos(clock + 10)).isZero();
        assertThat(time.wholeNanos()).isEqualTo(700);
    }
}
