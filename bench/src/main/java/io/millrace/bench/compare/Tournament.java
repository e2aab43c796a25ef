package io.millrace.bench.compare;

import io.millrace.bench.report.Environment;
import io.millrace.bench.report.Output;
import io.millrace.bench.report.Progress;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Section;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Measures workloads one after the other, writes what came out, and says it. */
final class Tournament {
    private final List<Workload> workloads;
    private final Effort effort;
    private final Progress progress;

    Tournament(List<Workload> workloads, Effort effort, PrintWriter to) {
        this.workloads = workloads;
        this.effort = effort;
        int steps =
                workloads.stream().mapToInt(each -> Contest.steps(each, effort)).sum();
        progress = new Progress(to, Progress.isOnTerminal(), steps);
    }

    /** What the figures are measured on, for all contestants. */
    static Map<String, String> environment() {
        Map<String, String> environment = Environment.look();
        environment.put("cores", Cores.inWords());
        environment.put(
                "JVM options",
                String.join(" ", Contestants.JVM_OPTIONS) + ", otherwise as the JVM chooses on one core");
        return environment;
    }

    /**
     * Does all that.
     *
     * @param out the directory to write to
     * @param changes what the outcome is to be compared with
     * @throws IOException if a server answered wrongly or not at all; nothing is written then
     */
    void run(Map<String, String> environment, Path out, Optional<Changes> changes)
            throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        double seconds =
                workloads.stream().mapToDouble(each -> each.seconds(effort)).sum();
        progress.say(String.format(Locale.ROOT, "About %.0f min: %s.", Math.ceil(seconds / 60), effort.settings()));
        say(environment);
        Comparison comparison = measure(environment);
        Optional<Section> since = changes.map(each -> each.since(workloads, comparison));
        Report report = ComparePage.report(workloads, comparison, effort.settings(), since);
        List<Path> files = new Output(out).write(report, comparison, progress::say);
        report.sections().forEach(this::say);
        progress.say("");
        files.forEach(file -> progress.say(file.toAbsolutePath().normalize().toString()));
    }

    private Comparison measure(Map<String, String> environment) throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Workload workload : workloads) {
            outcomes.add(new Contest(workload, effort, progress, versions).run());
        }
        progress.say("");
        say(versions);
        Map<String, String> everything = new LinkedHashMap<>(environment);
        everything.putAll(versions);
        everything.put("settings", effort.settings());
        return new Comparison(everything, outcomes);
    }

    private void say(Map<String, String> facts) {
        facts.forEach((name, value) -> progress.say(name + ": " + value));
    }

    private void say(Section section) {
        progress.say("");
        progress.say(section.chart().title());
        section.chart().finding().lines().forEach(line -> progress.say("  " + line));
        section.tables().forEach(table -> table.text().forEach(progress::say));
        if (!section.chart().ahead().isEmpty()) {
            progress.say("Ahead of Millrace:");
            section.chart().ahead().forEach(sentence -> progress.say("  " + sentence));
        }
    }
}
