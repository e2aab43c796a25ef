package io.millrace.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Contestants in turn, A B A B, each time in a new process that has been warmed up: what disturbs the machine for a while
 * disturbs all of them.
 */
final class Rounds {
    private final Map<Contestant, List<Measurement>> measured = new LinkedHashMap<>();

    /** Measures all contestants so many times; {@code told} hears of each step before it is taken. */
    static Rounds run(List<Contestant> contestants, Shape shape, int count, Consumer<String> told)
            throws IOException, InterruptedException {
        Rounds rounds = new Rounds();
        Load load = new Load();
        contestants.forEach(contestant -> rounds.measured.put(contestant, new ArrayList<>()));
        for (int round = 1; round <= count; round++) {
            for (Contestant contestant : contestants) {
                told.accept(shape + ", round " + round + " of " + count + ": " + contestant.name());
                rounds.measured.get(contestant).add(measure(contestant, shape, load));
            }
        }
        return rounds;
    }

    private static Measurement measure(Contestant contestant, Shape shape, Load load)
            throws IOException, InterruptedException {
        try (Server server = Server.start(contestant)) {
            load.run(server.port(), shape.of(Math.max(shape.messages() / 2, 1)));
            CpuTime before = server.cpuTime();
            long elapsed = load.run(server.port(), shape);
            return Measurement.of(server.cpuTime().since(before), elapsed, shape.messages());
        }
    }

    /** The middle one of a contestant's figures. */
    double median(Contestant contestant, ToDoubleFunction<Measurement> figure) {
        double[] sorted =
                measured.get(contestant).stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How far they lie apart: the largest less the smallest, as a part of the median. */
    double spread(Contestant contestant, ToDoubleFunction<Measurement> figure) {
        double[] sorted =
                measured.get(contestant).stream().mapToDouble(figure).sorted().toArray();
        double median = median(contestant, figure);
        return median == 0 ? 0 : (sorted[sorted.length - 1] - sorted[0]) / median;
    }

    /** The median of the ratios to another contestant within each round. */
    double ratio(Contestant contestant, Contestant to, ToDoubleFunction<Measurement> figure) {
        List<Measurement> these = measured.get(contestant);
        List<Measurement> those = measured.get(to);
        double[] ratios = new double[these.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(these.get(i)) / figure.applyAsDouble(those.get(i));
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }
}
