package io.millrace.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Spread;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalsTest {
    private static Series line(String name, Tone tone, double... medians) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < medians.length; i++) {
            points.add(new Point(1 << i, new Spread(medians[i], medians[i] * 0.9, medians[i] * 1.1)));
        }
        return new Series(name, tone, name, points);
    }

    private static List<String> ahead(Unit unit, Series... series) {
        Axis x = new Axis("bytes", Unit.BYTES);
        return Rivals.ahead(List.of(new Panel.Lines("Panel", x, new Axis("y", unit), List.of(series), false)));
    }

    @Test
    void whoIsAheadIsNamedWithItsPlaces() {
        Series ours = line("ours", Tone.MILLRACE, 100, 100, 100, 100);
        Series theirs = line("theirs", Tone.NETTY, 50, 95, 10, 200);
        assertThat(ahead(Unit.NANOS, ours, theirs)).containsExactly("theirs: bytes 1 B, 4 B; by up to 10 ×");
        assertThat(ahead(Unit.BYTES_PER_NANO, ours, theirs)).containsExactly("theirs: bytes 8 B; by 2.0 ×");
    }

    @Test
    void theBestOfOursIsWhatCounts() {
        Series ours = line("ours", Tone.MILLRACE, 10);
        Series slow = line("slow", Tone.MILLRACE_TOO, 1000);
        assertThat(ahead(Unit.NANOS, slow, ours, line("theirs", Tone.C, 100))).isEmpty();
        assertThat(ahead(Unit.NANOS, slow, ours, line("theirs", Tone.C, 5))).hasSize(1);
    }

    @Test
    void aLittleIsNoLead() {
        Axis axis = new Axis("y", Unit.NANOS);
        Series ours = new Series("ours", Tone.MILLRACE, "ours", List.of(new Point(1, Spread.of(100))));
        Series near = new Series("near", Tone.NETTY, "near", List.of(new Point(1, Spread.of(97))));
        Series clear = new Series("clear", Tone.GUAVA, "clear", List.of(new Point(1, Spread.of(90))));
        assertThat(Rivals.ahead(List.of(new Panel.Bars("Panel", axis, List.of(ours, near, clear), false))))
                .containsExactly("clear; by 1.11 ×");
    }

    @Test
    void nothingIsAheadOfNothingCopied() {
        Series ours = line("ours", Tone.MILLRACE, 0);
        Series theirs = line("theirs", Tone.NETTY, 0);
        assertThat(ahead(Unit.BYTES, ours, theirs)).isEmpty();
        assertThat(ahead(Unit.BYTES, line("ours", Tone.MILLRACE, 8), theirs))
                .containsExactly("theirs: bytes 1 B; it has none");
    }
}
