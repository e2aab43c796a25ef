package io.millrace.bench.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures on their way between the processes, and the verdict on them. */
class ReportTest {
    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static Report report(long stoodStillMillis, long silenceMillis, int alive) {
        Stillness inside = new Stillness(millis(stoodStillMillis), millis(stoodStillMillis), 3, 1 << 30);
        Silences millrace = new Silences("millrace", 200, alive, millis(silenceMillis), millis(10), 1000);
        Silences plain = new Silences("plain", 200, 200, millis(stoodStillMillis + 5), millis(stoodStillMillis), 900);
        return new Report(inside, millrace, plain, millis(1), millis(11));
    }

    @Test
    void thePromiseHeldWhenTheJvmStoodStillAndNoListenerNoticed() {
        assertThat(report(2_000, 49, 200).held()).isTrue();
        assertThat(report(2_345, 12, 200).verdict())
                .isEqualTo("The promise held: the JVM stood still for 2,345.0 ms,"
                        + " and no listener of the hub heard nothing for more than 12.0 ms.");
    }

    @Test
    void itDidNotHoldWhenAListenerNoticedOrWasLost() {
        assertThat(report(2_000, 50, 200).held()).isFalse();
        assertThat(report(2_000, 50, 200).verdict()).contains("did not hold", "50.0 ms");
        assertThat(report(2_000, 12, 199).held()).isFalse();
        assertThat(report(2_000, 12, 199).verdict()).contains("did not hold", "1 listeners were lost");
    }

    @Test
    void aMachineWithOtherWorkIsNamedAsThePossibleReason() {
        Stillness inside = new Stillness(millis(3_000), millis(2_900), 3, 1 << 30);
        Silences heard = new Silences("millrace", 200, 200, millis(150), millis(149), 1000);
        assertThat(new Report(inside, heard, heard, millis(58), millis(11)).verdict())
                .contains("other work");
        assertThat(new Report(inside, heard, heard, millis(5), millis(136)).verdict())
                .contains("other work");
        assertThat(new Report(inside, heard, heard, millis(5), millis(11)).verdict())
                .doesNotContain("other work");
    }

    @Test
    void itWasNotShownWhenTheJvmNeverStoodStill() {
        assertThat(report(1_999, 12, 200).held()).isFalse();
        assertThat(report(1_999, 12, 200).verdict()).startsWith("Not shown");
    }

    @Test
    void theTableStatesEveryFigure() {
        assertThat(report(2_345, 12, 200).table())
                .contains("measured inside", "2,345.0 ms", "through Millrace", "12.0 ms", "200 of 200", "2,350.0 ms");
    }

    @Test
    void theFiguresComeBackFromTheirLines() {
        Stillness inside = new Stillness(1, 2, 3, 4);
        assertThat(Stillness.parse(inside.line())).isEqualTo(inside);
        Silences heard = Silences.of("plain", 2, new long[] {5, 9, 7}, 11);
        assertThat(heard).isEqualTo(new Silences("plain", 3, 2, 9, 7, 11));
        assertThat(Silences.parse(heard.line())).isEqualTo(heard);
    }

    @Test
    void aGroupWithoutListenersIsNotAlive() {
        assertThat(Silences.of("plain", 0, new long[0], 0).allAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "silence",
                "silence x 1 2 3 4",
                "silence x 1 2 3 4 5 6",
                "silence x 1 2 3 4 -5",
                "silence x 1 2 3 4 five",
                "silence x 99999999999 2 3 4 5",
                "stillness 1 2 3 4"
            })
    void otherLinesAreRefused(String line) {
        assertThatThrownBy(() -> Silences.parse(line))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }
}
