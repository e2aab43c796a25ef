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
        List<String> ratios = new ArrayList<>();
        nearest(shape).ifPresent(peer -> ratios.add(ratio(ours, shape.samples().get(peer), whole, name(peer))));
        if (shape.samples().containsKey(Contestant.CONTROL)) {
            String control = workload.contestant(Contestant.CONTROL).name();
            ratios.add(ratio(ours, shape.samples().get(Contestant.CONTROL), whole, "the " + control));
        }
        return shape.title() + ": " + whole.unit().label(ours.median(whole)) + " of " + whole.words() + " a "
                + workload.item() + (ratios.isEmpty() ? "" : ", " + String.join(", and ", ratios)) + ".";
    }

    /** The peer with the least of it; neither Millrace in another guise nor the control. */
    private Optional<String> nearest(Outcome.InShape shape) {
        Figure whole = workload.meter().whole();
        return shape.samples().keySet().stream()
                .filter(id -> !id.startsWith(Contestant.MILLRACE) && !id.equals(Contestant.CONTROL))
                .min(Comparator.comparingDouble(id -> shape.samples().get(id).median(whole)));
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
            theirs.ratio(ours, figure)
                    .filter(ratio -> ratio.median() * LEAD_MIN <= 1)
                    .map(ratio -> figure.words() + " " + withSpread(ratio))
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
