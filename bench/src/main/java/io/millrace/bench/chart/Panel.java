package io.millrace.bench.chart;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One pair of axes of a chart, with what is drawn on them. */
public sealed interface Panel {
    /** What it shows. */
    String title();

    /** What was measured. */
    Axis y();

    /** Its contenders. */
    List<Series> series();

    /** Whether it takes the whole width of its chart. */
    boolean isWide();

    /**
     * Lines on logarithmic axes.
     *
     * @param x what changes from point to point
     */
    record Lines(String title, Axis x, Axis y, List<Series> series, boolean isWide) implements Panel {
        public Lines {
            series = List.copyOf(series);
        }

        Stream<Point> points() {
            return series.stream().flatMap(each -> each.points().stream());
        }
    }

    /** A bar for each contender, which has one point; the best is above, and all start at zero. */
    record Bars(String title, Axis y, List<Series> series, boolean isWide) implements Panel {
        public Bars {
            Comparator<Series> byCost = Comparator.comparingDouble(Bars::median);
            series = series.stream()
                    .sorted(y.unit().isCost() ? byCost : byCost.reversed())
                    .toList();
        }

        static double median(Series bar) {
            return bar.last().y().median();
        }
    }

    /** The same, of bars that are cut into layers; the darkest begins at zero. */
    record Stacks(String title, Axis y, List<Stack> stacks, boolean isWide) implements Panel {
        public Stacks {
            stacks = stacks.stream()
                    .sorted(Comparator.comparingDouble(stack -> Bars.median(stack.whole())))
                    .toList();
        }

        @Override
        public List<Series> series() {
            return stacks.stream().map(Stack::whole).toList();
        }
    }
}
