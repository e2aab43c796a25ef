package io.millrace.bench.compare;

import io.millrace.bench.chart.Spread;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** An outcome as tables, one for each shape, and one of its latencies where they were measured. */
final class Numbers {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Workload workload;

    Numbers(Workload workload) {
        this.workload = workload;
    }

    List<Table> of(Outcome outcome) {
        Latencies latencies = new Latencies(workload);
        return outcome.shapes().stream()
                .flatMap(shape -> Stream.concat(Stream.of(table(shape)), latencies.table(shape).stream()))
                .toList();
    }

    private Table table(Outcome.InShape shape) {
        boolean hasTime = shape.samples().values().stream().allMatch(each -> each.has(Figure.ELAPSED));
        Meter meter = workload.meter();
        List<String> columns = new ArrayList<>(List.of("", meter.whole().words(), "least to greatest"));
        meter.layers().forEach(layer -> columns.add(layer.words()));
        columns.addAll(List.of("× Millrace's", "× the control's"));
        if (hasTime) {
            columns.addAll(List.of(workload.item() + "s in a second", "server busy"));
        }
        return new Table(
                shape.title() + ": of a " + workload.item() + ", medians",
                columns,
                shape.samples().entrySet().stream()
                        .map(each -> row(each, shape, hasTime))
                        .toList());
    }

    private List<String> row(Map.Entry<String, Samples> each, Outcome.InShape shape, boolean hasTime) {
        Samples samples = each.getValue();
        Figure whole = workload.meter().whole();
        Spread spread = samples.spread(whole);
        List<String> row = new ArrayList<>();
        row.add(workload.contestant(each.getKey()).name());
        row.add(whole.unit().label(spread.median()));
        row.add(whole.unit().label(spread.low()) + " – " + whole.unit().label(spread.high()));
        workload.meter().layers().forEach(layer -> row.add(layer.unit().label(samples.median(layer))));
        row.add(ratio(samples, shape.samples().get(Contestant.MILLRACE), whole));
        row.add(ratio(samples, shape.samples().get(Contestant.CONTROL), whole));
        if (hasTime) {
            double elapsed = samples.median(Figure.ELAPSED);
            row.add(Unit.RATE.label(NANOS_PER_SECOND / elapsed));
            row.add(String.format(Locale.ROOT, "%.0f %%", 100 * spread.median() / elapsed));
        }
        return row;
    }

    private static String ratio(Samples samples, Samples other, Figure figure) {
        return other == null
                ? ""
                : samples.ratio(other, figure)
                        .map(ratio -> Standing.times(ratio.median()))
                        .orElse("");
    }
}
