package io.millrace.bench.compare;

import io.millrace.bench.chart.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who is where, in words that are made of the numbers. */
final class Standing {
    /** Less than this is no lead. */
    private static final double LEAD_MIN = 1.01;

    private final Workload workload;
    private final Outcome outcome;

    Standing(Workload workload, Outcome outcome) {
        this.workload = workload;
        this.outcome = outcome;
    }

    /** What an item costs Millrace, beside the nearest of its peers and the control; a line for each shape. */
    String finding() {
        return outcome.shapes().stream()
                .map(this::finding)
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
    }

    private String finding(Outcome.InShape shape) {
        Samples ours = shape.samples().get(Contestant.MILLRACE);
        if (ours == null) {
            return shape.title() + ": Millrace was not measured.";
        }
        Figure whole = workload.meter().whole();
        return shape.title() + ": " + whole.unit().label(ours.median(whole)) + " of " + whole.words() + " a "
                + workload.item() + beside(shape, whole) + "." + latency(shape);
    }

    private String latency(Outcome.InShape shape) {
        Samples ours = shape.samples().get(Contestant.MILLRACE);
        return Latencies.areOf(ours)
                ? " At " + Latencies.rate(ours) + ", 99 % of the answers come within "
                        + Figure.P99.unit().label(ours.median(Figure.P99)) + beside(shape, Figure.P99) + "."
                : "";
    }

    /** How many times the nearest peer's and the control's a figure of Millrace's is. */
    private String beside(Outcome.InShape shape, Figure figure) {
        Samples ours = shape.samples().get(Contestant.MILLRACE);
        List<String> ratios = new ArrayList<>();
        nearest(shape, figure)
                .ifPresent(peer -> ratios.add(ratio(ours, shape.samples().get(peer), figure, name(peer))));
        Samples control = shape.samples().get(Contestant.CONTROL);
        if (control != null && isKnown(control, figure)) {
            ratios.add(ratio(ours, control, figure, "the " + name(Contestant.CONTROL)));
        }
        return ratios.isEmpty() ? "" : ", " + String.join(", and ", ratios);
    }

    /** The peer with the least of it; neither Millrace in another guise nor the control. */
    private Optional<String> nearest(Outcome.InShape shape, Figure figure) {
        return shape.samples().keySet().stream()
                .filter(id -> !id.startsWith(Contestant.MILLRACE) && !id.equals(Contestant.CONTROL))
                .filter(id -> isKnown(shape.samples().get(id), figure))
                .min(Comparator.comparingDouble(id -> shape.samples().get(id).median(figure)));
    }

    private static boolean isKnown(Samples samples, Figure figure) {
        return figure == Figure.P99 ? Latencies.areOf(samples) : samples.has(figure);
    }

    private static String ratio(Samples ours, Samples theirs, Figure figure, String whose) {
        return ours.ratio(theirs, figure).map(ratio -> times(ratio.median())).orElse("? ×") + " that of " + whose;
    }

    /** A sentence for each contestant and shape that has less of something than Millrace: of what, and how sure that is. */
    List<String> ahead() {
        List<String> sentences = new ArrayList<>();
        for (Outcome.InShape shape : outcome.shapes()) {
            String place = outcome.shapes().size() > 1 ? ", " + shape.title() : "";
            for (Contestant contestant : workload.contestants()) {
                List<String> leads = leads(shape, contestant.id());
                if (!leads.isEmpty()) {
                    sentences.add(contestant.name() + place + ": " + String.join(", ", leads));
                }
            }
        }
        return sentences;
    }

    private List<String> leads(Outcome.InShape shape, String id) {
        Samples ours = shape.samples().get(Contestant.MILLRACE);
        Samples theirs = shape.samples().get(id);
        if (ours == null || theirs == null) {
            return List.of();
        }
        List<String> leads = new ArrayList<>();
        for (Figure figure : figures(id)) {
            Optional<Spread> ratio = isKnown(theirs, figure) ? theirs.ratio(ours, figure) : Optional.empty();
            ratio.filter(times -> times.median() * LEAD_MIN <= 1)
                    .map(times -> figure.words() + " " + withSpread(times))
                    .ifPresent(leads::add);
        }
        return leads;
    }

    /** Of the control only the whole: it has nothing of its own to do in user mode. */
    private List<Figure> figures(String id) {
        List<Figure> figures = new ArrayList<>(List.of(workload.meter().whole()));
        if (!id.equals(Contestant.CONTROL)) {
            figures.addAll(workload.meter().others());
        }
        return figures;
    }

    private static String withSpread(Spread ratio) {
        String range = String.format(Locale.ROOT, "%s (%.2f to %.2f", times(ratio.median()), ratio.low(), ratio.high());
        return range + (ratio.high() < 1 ? ")" : ": not in every round)");
    }

    private String name(String id) {
        return workload.contestant(id).name();
    }

    /** A ratio as it is read: 8.1 ×, 1.07 ×. */
    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio >= 9.95 ? "%,.0f ×" : ratio >= 2 ? "%.1f ×" : "%.2f ×", ratio);
    }

    /** Who is missing, and why. */
    List<String> missing() {
        return outcome.absent().entrySet().stream().map(Standing::missing).toList();
    }

    private static String missing(Map.Entry<String, String> each) {
        return each.getKey() + " is missing: " + each.getValue()
                + (each.getValue().endsWith(".") ? "" : ".");
    }
}
