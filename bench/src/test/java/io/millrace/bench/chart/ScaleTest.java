package io.millrace.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {
    private static final double PIXEL = 1e-6;

    @Test
    void aLogarithmicScaleGivesEachPowerTheSameRoom() {
        LogScale scale = LogScale.around(Unit.NANOS, new double[] {1, 1000}, 0, 300);
        assertThat(scale.place(1)).isEqualTo(0, within(PIXEL));
        assertThat(scale.place(10)).isEqualTo(100, within(PIXEL));
        assertThat(scale.place(1000)).isEqualTo(300, within(PIXEL));
        assertThat(scale.hasZero()).isFalse();
    }

    @Test
    void itsEndsAreRoundAndHoldAllValues() {
        LogScale scale = LogScale.around(Unit.NANOS, new double[] {180, 12_000}, 0, 1);
        assertThat(scale.ticks(8)).startsWith(100.0).endsWith(20_000.0).contains(1000.0, 2000.0, 5000.0);
        assertThat(LogScale.around(Unit.BYTES, new double[] {70, 5000}, 0, 1).ticks(9))
                .containsExactly(64.0, 256.0, 1024.0, 4096.0, 16_384.0);
    }

    @Test
    void whatIsPastAnEndStandsThere() {
        LogScale scale = LogScale.around(Unit.NANOS, new double[] {10, 1000}, 300, 0);
        assertThat(scale.place(1)).isEqualTo(300, within(PIXEL));
        assertThat(scale.place(1_000_000)).isEqualTo(0, within(PIXEL));
    }

    @Test
    void oneValueAloneHasAScaleToo() {
        LogScale scale = LogScale.around(Unit.NANOS, new double[] {100}, 0, 100);
        assertThat(scale.place(100)).isBetween(0.0, 100.0);
        assertThat(scale.ticks(8)).hasSizeGreaterThan(1);
        assertThat(LogScale.exactly(Unit.COUNT, new double[] {7}, 0, 100).place(7))
                .isZero();
    }

    @Test
    void zeroHasAPlaceOfItsOwn() {
        LogScale scale = LogScale.around(Unit.BYTES, new double[] {0, 1024, 1 << 20}, 400, 0);
        assertThat(scale.hasZero()).isTrue();
        assertThat(scale.place(0)).isEqualTo(400);
        assertThat(scale.place(1024)).isLessThan(400 * 0.9);
        assertThat(scale.ticks(9)).startsWith(0.0, 1024.0);
    }

    @Test
    void nothingButZerosIsDrawnAsWell() {
        LogScale scale = LogScale.around(Unit.BYTES, new double[] {0, 0}, 400, 0);
        assertThat(scale.place(0)).isEqualTo(400);
        assertThat(scale.ticks(9)).startsWith(0.0);
    }

    @Test
    void ticksAreFewRisingAndWithinTheirScale() {
        Random random = new Random(2005);
        for (int i = 0; i < 2000; i++) {
            double low = Math.exp(random.nextDouble() * 40 - 10);
            double high = low * Math.exp(random.nextDouble() * 25);
            for (Unit unit : Unit.values()) {
                LogScale scale = LogScale.around(unit, new double[] {low, high}, 0, 100);
                List<Double> ticks = scale.ticks(8);
                assertThat(ticks)
                        .as("%s from %s to %s", unit, low, high)
                        .hasSizeBetween(2, 8)
                        .isSorted();
                assertThat(scale.place(low)).isBetween(-PIXEL, 100 + PIXEL);
                assertThat(scale.place(high)).isBetween(-PIXEL, 100 + PIXEL);
                assertThat(ticks)
                        .allSatisfy(tick -> assertThat(scale.place(tick)).isBetween(-PIXEL, 100 + PIXEL));
            }
        }
    }

    @Test
    void anEvenScaleStartsAtZeroAndHasRoundSteps() {
        assertThat(new LinearScale(979, 0, 100).ticks(6, 10)).containsExactly(0.0, 200.0, 400.0, 600.0, 800.0);
        assertThat(new LinearScale(1000, 0, 100).ticks(6, 10)).containsExactly(0.0, 200.0, 400.0, 600.0, 800.0, 1000.0);
        assertThat(new LinearScale(4.4, 0, 100).ticks(6, 10)).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
        assertThat(new LinearScale(5000, 0, 100).ticks(6, 2)).containsExactly(0.0, 1024.0, 2048.0, 3072.0, 4096.0);
        assertThat(new LinearScale(50, 100, 200).place(25)).isEqualTo(150);
    }

    @Test
    void namesDoNotCoverEachOther() {
        assertThat(EndLabels.spread(new double[] {10, 11, 12, 200}, 0, 300)).containsExactly(10, 27, 44, 200);
        assertThat(EndLabels.spread(new double[] {299, 300, 300}, 0, 300)).containsExactly(266, 283, 300);
        assertThat(EndLabels.spread(new double[] {}, 0, 300)).isEmpty();
    }
}
