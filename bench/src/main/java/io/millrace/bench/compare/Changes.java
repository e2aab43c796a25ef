package io.millrace.bench.compare;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.chart.Spread;
import io.millrace.bench.report.Environment;
import io.millrace.bench.report.Section;
import io.millrace.bench.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What got better or worse since an earlier comparison on the same machine. Times are compared as multiples of the control's
 * in the same rounds, since a machine is not as fast on every day; memory as it is.
 */
final class Changes {
    private static final String ID = "against";

    private final Comparison earlier;
    private final String file;
    private final List<List<String>> rows = new ArrayList<>();
    private int compared;
    private final List<String> better = new ArrayList<>();
    private final List<String> worse = new ArrayList<>();

    /** @param file where the earlier one was read */
    Changes(Comparison earlier, String file) {
        this.earlier = earlier;
        this.file = file;
    }

    /** Says why the two cannot be compared; empty if they can. */
    static Optional<String> refusal(Comparison earlier, Map<String, String> environment) {
        String here = environment.get(Environment.PROCESSOR);
        return earlier.machine().equals(here)
                ? Optional.empty()
                : Optional.of("was measured on another machine: " + earlier.machine() + ", here is " + here);
    }

    /** The section of the page. */
    Section since(List<Workload> workloads, Comparison now) {
        for (Workload workload : workloads) {
            Outcome before = outcome(earlier, workload.id());
            Outcome after = outcome(now, workload.id());
            if (before != null && after != null) {
                after.shapes().forEach(shape -> compare(workload, shape(before, shape.shape()), shape));
            }
        }
        List<String> notes = new ArrayList<>(better);
        notes.addAll(worse);
        notes.add(
                "Better or worse is what lies wholly beyond the other's spread: all rounds of one below all of the other.");
        Chart chart = new Chart(ID, "Against " + file, finding(), List.of(), notes, List.of());
        List<String> columns = List.of("", "of", "was", "from – to", "is", "from – to", "");
        Table table = new Table("Times as multiples of the control's, memory in bytes", columns, rows);
        return new Section(chart, List.of(table), List.of(), "");
    }

    private String finding() {
        String when = " since " + earlier.environment().getOrDefault(Environment.MEASURED, "then") + ", of " + compared
                + " figures.";
        return better.isEmpty() && worse.isEmpty()
                ? "Nothing got better or worse beyond its spread" + when
                : better.size() + " got better and " + worse.size() + " worse beyond their spread" + when;
    }

    private static Outcome outcome(Comparison of, String workload) {
        return of.outcomes().stream()
                .filter(each -> each.workload().equals(workload))
                .findFirst()
                .orElse(null);
    }

    private static Outcome.InShape shape(Outcome of, String id) {
        return of.shapes().stream()
                .filter(each -> each.shape().equals(id))
                .findFirst()
                .orElse(null);
    }

    private void compare(Workload workload, Outcome.InShape before, Outcome.InShape after) {
        if (before == null) {
            return;
        }
        after.samples().forEach((id, samples) -> {
            Samples then = before.samples().get(id);
            if (then != null && isTheMeasure(workload, id)) {
                showTheMeasure(workload, after.title(), then, samples);
            } else if (then != null) {
                String who = workload.id() + ", " + after.title() + ": "
                        + workload.contestant(id).name();
                compare(who, workload.meter().whole(), standard(before, id, workload), standard(after, id, workload));
            }
        });
    }

    /** Whether the others' times are multiples of this one's. */
    private static boolean isTheMeasure(Workload workload, String id) {
        return id.equals(Contestant.CONTROL) && workload.meter().whole() != Figure.MEMORY;
    }

    /** The control's own times, which say how fast the machine was on the two days. */
    private void showTheMeasure(Workload workload, String shape, Samples before, Samples after) {
        Figure whole = workload.meter().whole();
        Spread was = before.spread(whole);
        Spread is = after.spread(whole);
        rows.add(List.of(
                workload.id() + ", " + shape + ": "
                        + workload.contestant(Contestant.CONTROL).name(),
                whole.words(),
                whole.unit().label(was.median()),
                whole.unit().label(was.low()) + " – " + whole.unit().label(was.high()),
                whole.unit().label(is.median()),
                whole.unit().label(is.low()) + " – " + whole.unit().label(is.high()),
                "the measure"));
    }

    /** What is compared: the multiple of the control's, where the control has it; or the figure itself. */
    private static Optional<Spread> standard(Outcome.InShape shape, String id, Workload workload) {
        Figure whole = workload.meter().whole();
        Samples samples = shape.samples().get(id);
        if (whole == Figure.MEMORY) {
            return Optional.of(samples.spread(whole));
        }
        Samples control = shape.samples().get(Contestant.CONTROL);
        return control == null ? Optional.empty() : samples.ratio(control, whole);
    }

    private void compare(String who, Figure figure, Optional<Spread> before, Optional<Spread> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return;
        }
        Spread was = before.get();
        Spread is = after.get();
        String verdict = is.isBelow(was) ? "better" : was.isBelow(is) ? "worse" : "";
        compared++;
        rows.add(List.of(
                who,
                figure.words(),
                text(figure, was.median()),
                range(figure, was),
                text(figure, is.median()),
                range(figure, is),
                verdict));
        if (!verdict.isEmpty()) {
            String sentence = String.format(
                    Locale.ROOT,
                    "%s: %s was %s (%s) and is %s (%s): %s by %.0f %%.",
                    who,
                    figure.words(),
                    text(figure, was.median()),
                    range(figure, was),
                    text(figure, is.median()),
                    range(figure, is),
                    verdict,
                    100 * Math.abs(is.median() / was.median() - 1));
            (is.isBelow(was) ? better : worse).add(sentence);
        }
    }

    private static String range(Figure figure, Spread spread) {
        return text(figure, spread.low()) + " – " + text(figure, spread.high());
    }

    private static String text(Figure figure, double value) {
        return figure == Figure.MEMORY ? figure.unit().label(value) : String.format(Locale.ROOT, "%.2f ×", value);
    }
}
