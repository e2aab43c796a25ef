package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bench.chart.Spread;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the kernel's and the loads' numbers. */
class SamplesTest {
    @Test
    void ratiosAreTakenWithinEachRound() {
        Samples slowDay = Tiny.cpu(100, 400, 110);
        Samples other = Tiny.cpu(50, 200, 100);
        assertThat(slowDay.ratio(other, Figure.CPU)).contains(new Spread(2, 1.1, 2));
        assertThat(slowDay.ratio(slowDay, Figure.USER)).contains(new Spread(1, 1, 1));
        assertThat(slowDay.spread(Figure.CPU)).isEqualTo(new Spread(110, 100, 400));
    }

    @Test
    void whereThereIsNothingToDivideByThereIsNoRatio() {
        assertThat(Tiny.cpu(1).ratio(new Samples(), Figure.CPU)).isEmpty();
        assertThat(Tiny.cpu(1).ratio(Tiny.cpu(0), Figure.CPU)).isEmpty();
        assertThat(Tiny.cpu(1, 6).ratio(Tiny.cpu(0, 2), Figure.CPU)).contains(new Spread(3, 3, 3));
    }

    @Test
    void figuresAreOfOneItem() {
        Map<Figure, Double> figures = CpuMeter.figures(new CpuTime(1000, 3000), new Load.Done(100, 8000));
        assertThat(figures)
                .isEqualTo(Map.of(Figure.USER, 10.0, Figure.SYSTEM, 30.0, Figure.CPU, 40.0, Figure.ELAPSED, 80.0));
    }

    @Test
    void readsTheKernelsFigures() {
        CpuTime time = CpuTime.parse("123 (a name) with) S 1 1 1 0 -1 4194560 1 0 0 0 250 75 0 0 20 0 1 0 1 2 3");
        assertThat(time).isEqualTo(new CpuTime(2_500_000_000L, 750_000_000L));
        assertThat(time.since(new CpuTime(500_000_000L, 0))).isEqualTo(new CpuTime(2_000_000_000L, 750_000_000L));
        assertThat(Server.residentBytes("VmPeak:\t  99 kB\nVmRSS:\t    12 kB\n"))
                .isEqualTo(12 << 10);
        assertThatThrownBy(() -> Server.residentBytes("Name: none")).isInstanceOf(IllegalArgumentException.class);
    }
}
