package io.millrace.bench.talk;

import io.millrace.bench.chart.Spread;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Benchmark;

/** Figures that nobody measured: every point that a slide wants, with made-up numbers that are the same each time. */
final class Samples {
    private static final Map<String, List<String>> WAYS = Map.of(
            "concatenation", List.of("attribute", "join"),
            "pieces", List.of("slice", "memoryview"),
            "writing", List.of("copying", "referring"),
            "split", List.of("split"),
            "timers", List.of("turn", "cancel"));

    private Samples() {}

    /** What JMH would measure. */
    static List<Measured> ofJmh(Slide slide, Effort effort) {
        List<Measured> all = new ArrayList<>();
        for (Plan plan : slide.plans(effort)) {
            Arrays.stream(plan.benchmark().getMethods())
                    .filter(method -> method.isAnnotationPresent(Benchmark.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .map(method -> plan.benchmark().getSimpleName() + "." + method.getName())
                    .forEach(source -> combinations(plan.at()).forEach(at -> all.add(point(source, at))));
        }
        return all;
    }

    /** What its guests would. */
    static List<Measured> ofGuests(Slide slide, Effort effort) {
        List<Measured> all = new ArrayList<>();
        slide.guests(effort).forEach((guest, at) -> {
            for (String way : WAYS.get(slide.id())) {
                combinations(at).forEach(each -> all.add(point(guest.source(slide.id(), way), each)));
            }
        });
        return all;
    }

    private static List<Map<String, Integer>> combinations(Map<String, List<Integer>> at) {
        List<Map<String, Integer>> all = new ArrayList<>(List.of(Map.of()));
        for (Map.Entry<String, List<Integer>> each : at.entrySet()) {
            List<Map<String, Integer>> longer = new ArrayList<>();
            for (Map<String, Integer> before : all) {
                for (int value : each.getValue()) {
                    Map<String, Integer> more = new TreeMap<>(before);
                    more.put(each.getKey(), value);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    private static Measured point(String source, Map<String, Integer> at) {
        int size = at.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        boolean isMillrace = source.contains("millrace");
        double nanos =
                5 + Math.abs(source.hashCode() % 40) + size * (isMillrace ? 0.5 : 1 + Math.abs(source.hashCode() % 7));
        Map<String, Double> counted =
                Map.of("blocks", 10.0, "copiedBytes", isMillrace ? 0.0 : 20.0 * size, "writerNanos", nanos * 4);
        return new Measured(source, at, new Spread(nanos, nanos * 0.9, nanos * 1.2), counted);
    }
}
