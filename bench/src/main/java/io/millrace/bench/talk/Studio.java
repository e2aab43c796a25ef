package io.millrace.bench.talk;

import io.millrace.bench.talk.chart.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures what the slides want, one after the other, and makes their charts. */
final class Studio {
    private final Effort effort;
    private final CPython python;
    private final Progress progress;
    private boolean isComplete = true;

    Studio(Effort effort, CPython python, Progress progress) {
        this.effort = effort;
        this.python = python;
        this.progress = progress;
    }

    /** How many steps the progress will have. */
    static int steps(List<Slide> slides, Effort effort) {
        int steps = 0;
        for (Slide slide : slides) {
            steps += slide.plans(effort).stream().mapToInt(Plan::points).sum();
            steps += slide.python(effort).isEmpty() ? 0 : 1;
        }
        return steps;
    }

    /** Whether every chart could be drawn; those without CPython are. */
    boolean isComplete() {
        return isComplete;
    }

    Redrawn redraw(List<Slide> slides) throws InterruptedException {
        Map<String, String> environment = Environment.look();
        List<Chart> charts = new ArrayList<>();
        Map<String, List<Measured>> figures = new LinkedHashMap<>();
        for (Slide slide : slides) {
            List<Measured> measured = new ArrayList<>();
            charts.add(chart(slide, measured));
            figures.put(slide.id(), List.copyOf(measured));
        }
        environment.put("CPython", python.version().isEmpty() ? "not measured" : python.version());
        environment.put(Redrawn.SETTINGS, effort.settings());
        return new Redrawn(environment, List.copyOf(charts), figures);
    }

    private Chart chart(Slide slide, List<Measured> measured) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        try {
            for (Plan plan : slide.plans(effort)) {
                measured.addAll(new Jmh(effort, progress).measure(plan));
            }
            measured.addAll(inPython(slide, missing));
            Chart chart = slide.chart(new Figures(measured), effort);
            missing.addAll(chart.notes());
            return new Chart(chart.id(), chart.title(), chart.finding(), chart.ahead(), missing, chart.panels());
        } catch (MeasuringFailed e) {
            isComplete = false;
            progress.say(slide.id() + " could not be measured: " + e.getMessage());
            return missing(slide, e.getMessage());
        }
    }

    /** A chart with nothing on it but the reason. */
    static Chart missing(Slide slide, String reason) {
        String finding = "Could not be measured: " + reason;
        return new Chart(slide.id(), slide.title(), finding, List.of(), slide.notes(), List.of());
    }

    private List<Measured> inPython(Slide slide, List<String> missing) throws InterruptedException {
        Map<String, List<Integer>> at = slide.python(effort);
        if (at.isEmpty()) {
            return List.of();
        }
        progress.step("talk.py " + slide.id());
        try {
            return python.measure(slide.id(), at, effort);
        } catch (MeasuringFailed e) {
            missing.add("CPython is missing: " + e.getMessage() + ".");
            return List.of();
        }
    }
}
