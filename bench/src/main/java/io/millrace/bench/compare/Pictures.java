package io.millrace.bench.compare;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Spread;
import io.millrace.bench.chart.Stack;
import io.millrace.bench.chart.Unit;
import java.util.ArrayList;
import java.util.List;

/** An outcome, drawn: for each shape the cost of an item, beside it how many there were in a second, below it latencies. */
final class Pictures {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Workload workload;

    Pictures(Workload workload) {
        this.workload = workload;
    }

    List<Panel> of(Outcome outcome) {
        Latencies latencies = new Latencies(workload);
        List<Panel> panels = new ArrayList<>();
        for (Outcome.InShape shape : outcome.shapes()) {
            boolean hasTime = shape.samples().values().stream().allMatch(each -> each.has(Figure.ELAPSED));
            panels.add(costs(shape, !hasTime));
            if (hasTime) {
                panels.add(rates(shape));
            }
            latencies.panel(shape).ifPresent(panels::add);
        }
        return panels;
    }

    private Panel costs(Outcome.InShape shape, boolean isWide) {
        Meter meter = workload.meter();
        Figure whole = meter.whole();
        List<Stack> stacks = shape.samples().entrySet().stream()
                .map(each -> new Stack(
                        series(each.getKey(), each.getValue().spread(whole)),
                        meter.layers().stream().map(each.getValue()::median).toList()))
                .toList();
        Axis axis = new Axis(
                whole.words() + " of a " + workload.item() + ": dark "
                        + meter.layers().get(0).place() + ", light "
                        + meter.layers().get(1).place() + "; less is better",
                whole.unit());
        return new Panel.Stacks(shape.title(), axis, stacks, isWide);
    }

    private Panel rates(Outcome.InShape shape) {
        List<Series> bars = shape.samples().entrySet().stream()
                .map(each -> series(
                        each.getKey(), each.getValue().spread(Figure.ELAPSED).rateOf(NANOS_PER_SECOND)))
                .toList();
        Axis axis = new Axis(workload.item() + "s in a second; more is better", Unit.RATE);
        return new Panel.Bars(shape.title() + ": throughput", axis, bars, false);
    }

    private Series series(String id, Spread spread) {
        Contestant contestant = workload.contestant(id);
        return new Series(contestant.name(), contestant.tone(), id, List.of(new Point(1, spread)));
    }
}
