package io.millrace.bench.chart;

import java.util.List;

/**
 * A bar, and what it is made of.
 *
 * @param whole its length, and the spread of that
 * @param layers the lengths of its parts, from zero on
 */
public record Stack(Series whole, List<Double> layers) {
    public Stack {
        layers = List.copyOf(layers);
    }
}
