package io.millrace.bench.talk;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.report.Environment;
import io.millrace.bench.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures what the slides want, one after the other, and makes their charts. */
final class Studio {
    private final Effort effort;
    private final Guests guests;
    private final Progress progress;
    private boolean isComplete = true;

    Studio(Effort effort, Guests guests, Progress progress) {
        this.effort = effort;
        this.guests = guests;
        this.progress = progress;
    }

    /** How many steps the progress will have. */
    static int steps(List<Slide> slides, Effort effort) {
        int steps = 0;
        for (Slide slide : slides) {
            steps += slide.plans(effort).stream().mapToInt(Plan::points).sum();
            steps += slide.guests(effort).size();
        }
        return steps;
    }

    /** Whether every chart could be drawn; those without guests are. */
    boolean isComplete() {
        return isComplete;
    }

    Redrawn redraw(List<Slide> slides) throws InterruptedException {
        Map<String, String> environment = Environment.look();
        environment.put("Netty", Environment.version("io.netty", "netty-buffer") + ", NIO transport");
        environment.put("Guava", Environment.version("com.google.guava", "guava"));
        List<Chart> charts = new ArrayList<>();
        Map<String, List<Measured>> figures = new LinkedHashMap<>();
        for (Slide slide : slides) {
            List<Measured> measured = new ArrayList<>();
            charts.add(chart(slide, measured));
            figures.put(slide.id(), List.copyOf(measured));
        }
        for (Guest guest : Guest.values()) {
            String version = guests.version(guest);
            environment.put(guest.label(), version.isEmpty() ? "not measured" : version);
        }
        environment.put(Redrawn.SETTINGS, effort.settings());
        return new Redrawn(environment, List.copyOf(charts), figures);
    }

    private Chart chart(Slide slide, List<Measured> measured) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        try {
            for (Plan plan : slide.plans(effort)) {
                measured.addAll(new Jmh(effort, progress).measure(plan));
            }
            measured.addAll(byGuests(slide, missing));
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

    /** In the guests' order, whatever that of the slide. */
    private List<Measured> byGuests(Slide slide, List<String> missing) throws InterruptedException {
        List<Measured> measured = new ArrayList<>();
        for (Map.Entry<Guest, Map<String, List<Integer>>> each : new TreeMap<>(slide.guests(effort)).entrySet()) {
            Guest guest = each.getKey();
            progress.step(guest.program() + " " + slide.id());
            try {
                measured.addAll(guests.measure(guest, new Order(slide.id(), each.getValue(), effort)));
            } catch (MeasuringFailed e) {
                missing.add(guest.label() + " is missing: " + e.getMessage() + ".");
            }
        }
        return measured;
    }
}
