package io.millrace.bench.compare;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The least effort that goes all the way; and outcomes that nobody measured. */
final class Tiny {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    static final Effort EFFORT = new Effort("tiny", 1, MILLISECOND, MILLISECOND, MILLISECOND, MILLISECOND, false);

    private static final Figure[] OF_CPU = {Figure.CPU, Figure.USER, Figure.SYSTEM, Figure.ELAPSED};

    private Tiny() {}

    /** CPU time in each round; a fifth of it in user mode, and twice as long all in all. */
    static Samples cpu(double... rounds) {
        Samples samples = new Samples();
        for (double each : rounds) {
            samples.add(Map.of(OF_CPU[0], each, OF_CPU[1], each / 5, OF_CPU[2], each * 4 / 5, OF_CPU[3], each * 2));
        }
        return samples;
    }

    /** The same, and with latencies at 1,000 a second: half of it for half of the answers; a part had none at the end. */
    static Samples paced(double behind, double... rounds) {
        Samples samples = cpu(rounds);
        for (double each : rounds) {
            samples.add(Map.of(Figure.RATE, 1000.0, Figure.BEHIND, behind, Figure.UNANSWERED, behind / 2));
            samples.add(Map.of(Figure.P50, each / 2, Figure.P99, each, Figure.P999, each * 2, Figure.WORST, each * 3));
            samples.add(Map.of(Figure.LOAD_LATE, 7.0));
        }
        return samples;
    }

    static Samples of(Figure figure, double... rounds) {
        Map<Figure, List<Double>> figures = new EnumMap<>(Figure.class);
        figures.put(figure, DoubleStream.of(rounds).boxed().toList());
        return new Samples(figures);
    }

    /** An outcome of the line workload: ids and samples, in turn. */
    static Outcome line(Object... samples) {
        Map<String, Samples> all = new LinkedHashMap<>();
        for (int i = 0; i < samples.length; i += 2) {
            all.put((String) samples[i], (Samples) samples[i + 1]);
        }
        return new Outcome("line", List.of(new Outcome.InShape("20x50", "a shape", all)), Map.of(), List.of());
    }

    static Comparison comparison(String processor, Outcome... outcomes) {
        return new Comparison(
                new LinkedHashMap<>(Map.of("processor", processor, "measured", "a Monday")), List.of(outcomes));
    }
}
