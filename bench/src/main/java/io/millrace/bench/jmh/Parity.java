package io.millrace.bench.jmh;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the {@code *ParityBenchmark}s and prints what they say of Millrace beside the best of the others, operation by
 * operation and size by size. Takes JMH's options: {@code Parity -f 1 'SearchParity.*find'}.
 *
 * <p>A benchmark is named after the operation and who does it, as {@code findByNetty}. Of each the fastest iteration counts:
 * what disturbs a run only makes it slower.
 */
public final class Parity {
    private static final String ALL = ".*ParityBenchmark.*";
    private static final String OWN = "Millrace";
    private static final String BY = "By";
    private static final double LEAST_RATIO = 0.95;

    private Parity() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(arguments);
        OptionsBuilder builder = new OptionsBuilder();
        builder.parent(options);
        if (options.getIncludes().isEmpty()) {
            builder.include(ALL);
        }
        Map<Case, Map<String, Double>> figures = new TreeMap<>(Case.ORDER);
        for (RunResult result : new Runner(builder.build()).run()) {
            String[] name = nameOf(result.getParams()).split(BY);
            figures.computeIfAbsent(Case.of(name[0], result.getParams()), made -> new TreeMap<>())
                    .put(name[1], fastestNanos(result));
        }
        print(figures);
    }

    private static String nameOf(BenchmarkParams params) {
        return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    }

    private static double fastestNanos(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> (Result<?>) iteration.getPrimaryResult())
                .mapToDouble(Result::getScore)
                .min()
                .orElseThrow();
    }

    private static void print(Map<Case, Map<String, Double>> figures) {
        System.out.printf("%n%-18s %-9s %6s %10s %7s   %s%n", "operation", "memory", "size", "ns", "ratio", "others");
        int under = 0;
        for (Map.Entry<Case, Map<String, Double>> figure : figures.entrySet()) {
            Map<String, Double> others = new TreeMap<>(figure.getValue());
            Double own = others.remove(OWN);
            if (own == null || others.isEmpty()) {
                continue;
            }
            double ratio =
                    others.values().stream().min(Comparator.naturalOrder()).orElseThrow() / own;
            under += ratio < LEAST_RATIO ? 1 : 0;
            Case what = figure.getKey();
            System.out.printf(
                    "%-18s %-9s %6d %10.2f %7.2f %s %s%n",
                    what.operation,
                    what.memory,
                    what.size,
                    own,
                    ratio,
                    ratio < LEAST_RATIO ? "<" : " ",
                    others.entrySet().stream()
                            .map(other -> String.format("%s %.2f", other.getKey(), other.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        System.out.printf("%d of %d under %.2f of the best of the others%n", under, figures.size(), LEAST_RATIO);
    }

    /** What was done, where, to how much. */
    private record Case(String operation, String memory, int size) {
        static final Comparator<Case> ORDER = Comparator.comparing(Case::operation)
                .thenComparing(Case::memory)
                .thenComparingInt(Case::size);

        static Case of(String operation, BenchmarkParams params) {
            return new Case(operation, params.getParam("memory"), Integer.parseInt(params.getParam("size")));
        }
    }
}
