package io.millrace.bench.compare;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Spread;
import io.millrace.bench.chart.Stack;
import io.millrace.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The latencies of an outcome: drawn, as a table, and in words where somebody did not keep up with the schedule. */
final class Latencies {
    /** Who had more than that unanswered at the end was late by more than a twentieth of the time, and getting later. */
    private static final double BEHIND_MAX = 0.05;

    private static final List<String> COLUMNS = List.of(
            "",
            "50 %",
            "99 %",
            "least to greatest",
            "99.9 %",
            "slowest",
            "99 %: × Millrace's",
            "× the control's",
            "the load itself late by up to");

    private final Workload workload;

    Latencies(Workload workload) {
        this.workload = workload;
    }

    /** Whether somebody's latencies say something: in most rounds nearly all had an answer at the end. */
    static boolean areOf(Samples samples) {
        return samples.has(Figure.P99) && samples.median(Figure.BEHIND) <= BEHIND_MAX;
    }

    private static boolean areIn(Outcome.InShape shape) {
        return shape.samples().values().stream().anyMatch(Latencies::areOf);
    }

    /** The rate in words: 42 k/s. */
    static String rate(Samples samples) {
        return Figure.RATE.unit().label(samples.median(Figure.RATE));
    }

    private static String rate(Outcome.InShape shape) {
        return rate(shape.samples().values().iterator().next());
    }

    /** Of those who kept up; empty where there is none. */
    Optional<Panel> panel(Outcome.InShape shape) {
        if (!areIn(shape)) {
            return Optional.empty();
        }
        List<Stack> stacks = shape.samples().entrySet().stream()
                .filter(each -> areOf(each.getValue()))
                .map(each -> stack(workload.contestant(each.getKey()), each.getValue()))
                .toList();
        Axis axis = new Axis(
                "from when a message was due to its answer: dark " + Figure.P50.place() + ", light "
                        + Figure.P99.place() + "; less is better",
                Figure.P99.unit());
        return Optional.of(new Panel.Stacks(shape.title() + ": latency at " + rate(shape), axis, stacks, true));
    }

    private static Stack stack(Contestant contestant, Samples samples) {
        Spread most = samples.spread(Figure.P99);
        double half = Math.min(samples.median(Figure.P50), most.median());
        Series bar = new Series(contestant.name(), contestant.tone(), contestant.id(), List.of(new Point(1, most)));
        return new Stack(bar, List.of(half, most.median() - half));
    }

    /** All of them; empty where none were measured. */
    Optional<Table> table(Outcome.InShape shape) {
        if (shape.samples().values().stream().noneMatch(each -> each.has(Figure.P99))) {
            return Optional.empty();
        }
        return Optional.of(new Table(
                shape.title() + ": latency at " + rate(shape) + ", medians",
                COLUMNS,
                shape.samples().entrySet().stream()
                        .map(each -> row(each, shape))
                        .toList()));
    }

    private List<String> row(Map.Entry<String, Samples> each, Outcome.InShape shape) {
        Samples samples = each.getValue();
        List<String> row =
                new ArrayList<>(List.of(workload.contestant(each.getKey()).name()));
        if (areOf(samples)) {
            Spread most = samples.spread(Figure.P99);
            row.addAll(List.of(
                    label(samples, Figure.P50),
                    label(samples, Figure.P99),
                    Figure.P99.unit().label(most.low()) + " – "
                            + Figure.P99.unit().label(most.high()),
                    label(samples, Figure.P999),
                    label(samples, Figure.WORST),
                    ratio(samples, shape.samples().get(Contestant.MILLRACE)),
                    ratio(samples, shape.samples().get(Contestant.CONTROL))));
        } else {
            row.addAll(List.of("does not keep up", "", "", "", "", "", ""));
        }
        row.add(label(samples, Figure.LOAD_LATE));
        return row;
    }

    private static String label(Samples samples, Figure figure) {
        return samples.has(figure) ? figure.unit().label(samples.median(figure)) : "";
    }

    private static String ratio(Samples samples, Samples other) {
        return other == null || !areOf(other)
                ? ""
                : samples.ratio(other, Figure.P99)
                        .map(ratio -> Standing.times(ratio.median()))
                        .orElse("");
    }

    /** A sentence for each who did not keep up. */
    List<String> behind(Outcome outcome) {
        List<String> sentences = new ArrayList<>();
        for (Outcome.InShape shape : outcome.shapes()) {
            shape.samples().forEach((id, samples) -> {
                if (samples.has(Figure.P99) && !areOf(samples)) {
                    sentences.add(behind(workload.contestant(id).name(), shape.title(), samples));
                }
            });
        }
        return sentences;
    }

    private String behind(String name, String shape, Samples samples) {
        return String.format(
                Locale.ROOT,
                "%s does not keep up with %,.0f %ss a second, %s: when the last was due, %.0f %% had no answer, and %.0f %%"
                        + " a quarter of a second later.",
                name,
                samples.median(Figure.RATE),
                workload.item(),
                shape,
                100 * samples.median(Figure.BEHIND),
                100 * samples.median(Figure.UNANSWERED));
    }
}
