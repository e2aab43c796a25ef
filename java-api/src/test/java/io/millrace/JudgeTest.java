package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Verdict.Finding;
import io.millrace.watch.Handlers;
import io.millrace.watch.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from which figures. The units are milliseconds: a window of ten seconds has 10,000. */
class JudgeTest {
    private static final long MILLI = 1_000_000;
    private static final int ONE = Handlers.of(new Object());
    private static final int ANOTHER = Handlers.of("");

    private long slept;
    private long blocked;
    private long polled;
    private long java;
    private Statement.Standstill stood = new Statement.Standstill(0, 0, 0);
    private Statement.Measured measured = measured(0, 0, 0, 0);

    /** Natively so much, of which so much receiving and sending, and so much in crossing. */
    private static Statement.Measured measured(long inNative, long receiving, long sending, long crossing) {
        return new Statement.Measured(
                inNative * MILLI, 0, receiving * MILLI, sending * MILLI, 0, 0, crossing * MILLI, new long[0]);
    }

    private Statement.Measured withHandlers(long between, long loop, long one, long another) {
        long[] handlers = new long[Math.max(ONE, ANOTHER) + 1];
        handlers[Handlers.LOOP] = loop * MILLI;
        handlers[ONE] = one * MILLI;
        handlers[ANOTHER] = another * MILLI;
        return new Statement.Measured(
                measured.inNative(),
                between * MILLI,
                measured.receiving(),
                measured.sending(),
                measured.accepting(),
                measured.otherCalls(),
                measured.crossing(),
                handlers);
    }

    private static Statement at(
            long at,
            long slept,
            long blocked,
            long polled,
            long java,
            Statement.Standstill stood,
            Statement.Measured measured) {
        return new Statement(
                at * MILLI,
                at * MILLI,
                slept * MILLI,
                blocked * MILLI,
                polled * MILLI,
                java * MILLI,
                stood,
                measured,
                7,
                1234,
                2);
    }

    private Verdict verdict() {
        Statement.Standstill never = new Statement.Standstill(0, 0, 0);
        Statement before = at(5_000, 0, 0, 0, 0, never, measured(0, 0, 0, 0));
        Verdict verdict = Judge.verdict(before, at(15_000, slept, blocked, polled, java, stood, measured));
        assertThat(verdict.times().sum()).isEqualTo(verdict.window()).isEqualTo(Duration.ofSeconds(10));
        return verdict;
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "10000,     0,    0, IDLE",
        " 6000,  2999, 1000, IDLE",
        " 6000,  3000, 1000, NETWORK_BOUND",
        " 5001,  5001, 4999, NETWORK_BOUND",
        " 5000,  5000, 4000, APPLICATION_BOUND",
        " 2000,     0, 4000, APPLICATION_BOUND",
        " 2000,     0, 3999, NETWORKING_CODE_BOUND",
        "    0,     0,    0, NETWORKING_CODE_BOUND"
    })
    void whatMostOfTheTimeWentToDecides(long asleep, long ofThatBlocked, long inJava, Finding finding) {
        slept = asleep;
        blocked = ofThatBlocked;
        java = inJava;
        assertThat(verdict().finding()).isEqualTo(finding);
    }

    @Test
    void whatIsMeasuredDividesTheWhole() {
        slept = 1000;
        polled = 500;
        java = 2000;
        measured = measured(90, 60, 20, 10);
        Verdict.Times times = verdict().times();
        assertThat(times.waiting()).isEqualTo(millis(1000));
        assertThat(times.otherCalls()).isEqualTo(millis(500));
        assertThat(times.receiving()).isEqualTo(millis(6500 * 60 / 100));
        assertThat(times.sending()).isEqualTo(millis(6500 * 20 / 100));
        assertThat(times.crossing()).isEqualTo(millis(650));
        assertThat(times.framing()).isEqualTo(millis(650));
        assertThat(times.callbacks()).isEqualTo(millis(2000));
        assertThat(times.networkingCode()).isEqualTo(millis(7000));
    }

    @Test
    void callbacksAreChargedToTheirClassesAndWhatTheyCallToTheNetworkingCode() {
        java = 8000;
        measured = measured(100, 0, 0, 0);
        measured = withHandlers(10, 10, 15, 45);
        Verdict verdict = verdict();
        assertThat(verdict.times().callbacks()).isEqualTo(millis(6000));
        assertThat(verdict.times().crossing()).isEqualTo(millis(1000));
        assertThat(verdict.times().framing()).isEqualTo(millis(2000 + 1000));
        assertThat(verdict.callees())
                .containsExactly(
                        new Verdict.Callee("java.lang.String", millis(4500)),
                        new Verdict.Callee("java.lang.Object", millis(1500)));
        assertThat(verdict)
                .hasToString("APPLICATION_BOUND: 60 % of the last 10 s in callbacks, 75 % of that in java.lang.String,"
                        + " 25 % in java.lang.Object; 30 % in framing and copying, 10 % in crossing;"
                        + " 1234 bytes unsent, 2 connections blocked");
    }

    @Test
    void aStandstillIsInNoOtherPart() {
        slept = 6000;
        blocked = 3000;
        java = 3000;
        stood = new Statement.Standstill(4000 * MILLI, 1000 * MILLI, 500 * MILLI);
        Verdict.Times times = verdict().times();
        assertThat(times.standstill()).isEqualTo(millis(5500));
        assertThat(times.blocked()).isEqualTo(millis(2000));
        assertThat(times.waiting()).isZero();
        assertThat(times.callbacks()).isEqualTo(millis(2000));
        assertThat(times.framing()).isEqualTo(millis(500));
    }

    @Test
    void whereNothingWasMeasuredInTheWindowWhatWasBeforeDividesIt() {
        slept = 1000;
        measured = measured(80, 40, 40, 20);
        Statement before = at(5_000, 0, 0, 0, 0, stood, measured);
        Verdict verdict = Judge.verdict(before, at(15_000, slept, 0, 0, 0, stood, measured));
        assertThat(verdict.times().receiving()).isEqualTo(millis(3600));
        assertThat(verdict.times().crossing()).isEqualTo(millis(1800));
    }

    @Test
    void eachFindingHasItsSentence() {
        slept = 9000;
        java = 600;
        assertThat(verdict())
                .hasToString("IDLE: 90 % of the last 10 s waiting for something to do;"
                        + " 6 % in callbacks, 4 % in framing and copying; 1234 bytes unsent, 2 connections blocked");
        blocked = 8800;
        assertThat(verdict())
                .hasToString("NETWORK_BOUND: 88 % of the last 10 s waiting for peers to take what they are sent;"
                        + " 6 % in callbacks, 4 % in framing and copying, 2 % waiting for something to do;"
                        + " 1234 bytes unsent, 2 connections blocked");
        slept = 1000;
        blocked = 0;
        measured = measured(85, 50, 20, 15);
        assertThat(verdict())
                .hasToString("NETWORKING_CODE_BOUND: 84 % of the last 10 s in networking code (42 % receiving,"
                        + " 17 % sending, 13 % in framing and copying, 13 % in crossing);"
                        + " 6 % in callbacks, 10 % waiting for something to do;"
                        + " 1234 bytes unsent, 2 connections blocked");
    }

    @Test
    void aSpanIsInSeconds() {
        Statement before = at(0, 0, 0, 0, 0, stood, measured);
        assertThat(Judge.verdict(before, at(1_500, 1_500, 0, 0, 0, stood, measured))
                        .toString())
                .startsWith("IDLE: 100 % of the last 1.5 s waiting");
    }
}
