package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures, and one small comparison with real processes; no time decides anything. */
class CompareTest {
    private static final Shape SMALL = new Shape(3, 2, 64, 500);

    @Test
    void measuresEachContestantInEachRound() throws Exception {
        Contestant control = Contestant.echoControl();
        Contestant millrace = Contestant.echoMillrace();
        List<String> steps = new ArrayList<>();
        Rounds measured = Rounds.run(List.of(control, millrace), SMALL, 2, steps::add);
        assertThat(steps).hasSize(4).allMatch(step -> step.startsWith("3 connections, 2 in flight, 64 bytes"));
        assertThat(measured.median(control, Measurement::elapsedNanos)).isPositive();
        assertThat(measured.median(millrace, Measurement::elapsedNanos)).isPositive();
        assertThat(measured.ratio(control, control, Measurement::elapsedNanos)).isEqualTo(1);
    }

    @Test
    void readsTheKernelsFigures() {
        CpuTime time = CpuTime.parse("123 (a name) with) S 1 1 1 0 -1 4194560 1 0 0 0 250 75 0 0 20 0 1 0 1 2 3");
        assertThat(time).isEqualTo(new CpuTime(2_500_000_000L, 750_000_000L));
        assertThat(time.since(new CpuTime(500_000_000L, 0))).isEqualTo(new CpuTime(2_000_000_000L, 750_000_000L));
    }

    @Test
    void countsByTheMessage() {
        Measurement measurement = Measurement.of(new CpuTime(1000, 3000), 8000, 100);
        assertThat(measurement).isEqualTo(new Measurement(10, 30, 80));
        assertThat(measurement.totalNanos()).isEqualTo(40);
    }

    @Test
    void saysWhatServerDoesNotCome() {
        Contestant silent = new Contestant("nobody", List.of("/bin/false"));
        assertThatThrownBy(() -> Server.start(silent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void refusesShapesThatMeasureNothing() {
        for (int[] wrong :
                new int[][] {{0, 1, 64, 1}, {10_001, 1, 64, 1}, {1, 0, 64, 1}, {1, 1, 0, 1}, {1, 2, 1 << 20, 1}}) {
            assertThatThrownBy(() -> new Shape(wrong[0], wrong[1], wrong[2], wrong[3]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SMALL.of(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
