package io.millrace.bench.talk;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * A JMH class that is to run.
 *
 * @param benchmark the class; all its methods run
 * @param at its parameters, and the values of each; every combination runs
 */
record Plan(Class<?> benchmark, Map<String, List<Integer>> at) {
    /** How many points that makes. */
    int points() {
        long methods = Arrays.stream(benchmark.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .count();
        return at.values().stream().mapToInt(List::size).reduce((int) methods, (one, other) -> one * other);
    }
}
