package io.millrace.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars, and bars of layers. */
class BarsTest {
    private static Series bar(String name, double median) {
        return new Series(name, Tone.NETTY, name, List.of(new Point(1, Spread.of(median))));
    }

    @Test
    void theBestIsAbove() {
        List<Series> bars = List.of(bar("two", 2), bar("three", 3), bar("one", 1));
        assertThat(new Panel.Bars("costs", new Axis("", Unit.NANOS), bars, false).series())
                .extracting(Series::name)
                .containsExactly("one", "two", "three");
        assertThat(new Panel.Bars("rates", new Axis("", Unit.RATE), bars, false).series())
                .extracting(Series::name)
                .containsExactly("three", "two", "one");
    }

    @Test
    void layersBeginWhereThoseBeforeThemEnd() {
        Panel panel = new Panel.Stacks(
                "stacks",
                new Axis("", Unit.NANOS),
                List.of(
                        new Stack(bar("long", 100), List.of(75.0, 25.0)),
                        new Stack(bar("short", 50), List.of(0.0, 50.0))),
                false);
        assertThat(panel.series()).extracting(Series::name).containsExactly("short", "long");
        List<String> blocks = Drawing.svg(panel, false)
                .lines()
                .filter(line -> line.startsWith("<polygon"))
                .toList();
        assertThat(blocks).hasSize(4);
        assertThat(left(blocks.get(3))).isEqualTo(right(blocks.get(2))).isNotEqualTo(left(blocks.get(2)));
        assertThat(right(blocks.get(1))).isLessThan(right(blocks.get(3)));
    }

    /** Of the corners, which go round from the upper left. */
    private static double left(String polygon) {
        return Double.parseDouble(polygon.split("[\", ]")[2]);
    }

    private static double right(String polygon) {
        return Double.parseDouble(polygon.split("[\", ]")[4]);
    }
}
