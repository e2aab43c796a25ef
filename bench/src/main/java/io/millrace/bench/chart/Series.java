package io.millrace.bench.chart;

import java.util.List;
import java.util.Optional;

/**
 * One contender's line.
 *
 * @param name as it stands beside the line
 * @param tone how it is drawn
 * @param source what measured it: a benchmark's class and method, or a script and its function
 * @param points by rising x
 */
public record Series(String name, Tone tone, String source, List<Point> points) {
    public Series {
        points = List.copyOf(points);
    }

    /** What was measured at {@code x}. */
    public Optional<Spread> at(double x) {
        return points.stream().filter(point -> point.x() == x).map(Point::y).findFirst();
    }

    /** The last point; there must be one. */
    public Point last() {
        return points.get(points.size() - 1);
    }
}
