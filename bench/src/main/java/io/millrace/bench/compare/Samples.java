package io.millrace.bench.compare;

import io.millrace.bench.chart.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What was measured of one contestant in one shape.
 *
 * @param figures the values of each figure, one for each round and in their order
 */
record Samples(Map<Figure, List<Double>> figures) {
    /** Nothing yet. */
    Samples() {
        this(new EnumMap<>(Figure.class));
    }

    /** Adds what a round gave. */
    void add(Map<Figure, Double> round) {
        round.forEach((figure, value) ->
                figures.computeIfAbsent(figure, ignored -> new ArrayList<>()).add(value));
    }

    boolean has(Figure figure) {
        return !values(figure).isEmpty();
    }

    private List<Double> values(Figure figure) {
        return figures.getOrDefault(figure, List.of());
    }

    Spread spread(Figure figure) {
        return Spread.of(
                values(figure).stream().mapToDouble(Double::doubleValue).toArray());
    }

    double median(Figure figure) {
        return spread(figure).median();
    }

    /**
     * How many times another's this is, within each round: what disturbed both is not in it. Empty where the other has
     * nothing, or nothing that one could divide by.
     */
    Optional<Spread> ratio(Samples other, Figure figure) {
        List<Double> ours = values(figure);
        List<Double> theirs = other.values(figure);
        double[] ratios = IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .filter(round -> theirs.get(round) > 0)
                .mapToDouble(round -> ours.get(round) / theirs.get(round))
                .toArray();
        return ratios.length == 0 ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}
