package io.millrace.bench.talk;

import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Spread;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that was measured for a chart.
 *
 * @param measured the points, in any order
 */
record Figures(List<Measured> measured) {
    Figures {
        measured = List.copyOf(measured);
    }

    /** The contenders' lines over {@code x}, of points that have all of {@code where}; without those that have none. */
    List<Series> series(
            List<Contender> contenders, String x, Map<String, Integer> where, Function<Measured, Spread> what) {
        return contenders.stream()
                .map(each -> new Series(each.name(), each.tone(), each.source(), points(each, x, where, what)))
                .filter(each -> !each.points().isEmpty())
                .toList();
    }

    private List<Point> points(
            Contender contender, String x, Map<String, Integer> where, Function<Measured, Spread> what) {
        return of(contender.source())
                .filter(each -> each.at().entrySet().containsAll(where.entrySet()))
                .map(each -> new Point(each.at().get(x), what.apply(each)))
                .sorted(Comparator.comparingDouble(Point::x))
                .toList();
    }

    /** A contender's point with these parameters. */
    Optional<Measured> at(Contender contender, Map<String, Integer> where) {
        return of(contender.source())
                .filter(each -> each.at().entrySet().containsAll(where.entrySet()))
                .findFirst();
    }

    private Stream<Measured> of(String source) {
        return measured.stream().filter(each -> each.source().equals(source));
    }

    /** How many times as long one takes as another. */
    double ratio(Contender slower, Contender faster, Map<String, Integer> where) {
        return nanos(slower, where) / nanos(faster, where);
    }

    private double nanos(Contender contender, Map<String, Integer> where) {
        return at(contender, where)
                .orElseThrow(() -> new IllegalStateException(contender.source() + " has no figure for " + where))
                .nanos()
                .median();
    }
}
