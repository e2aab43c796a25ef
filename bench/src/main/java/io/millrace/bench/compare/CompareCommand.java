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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: what a message costs a server, beside its peers and a C program that does the same system calls. */
@Command(
        name = "compare",
        description = "Measures what a message costs a server, beside its peers and a control in C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Servers take turns, each in a process of its own on one core with the load on another. Writes compare.html,",
            "compare.json and a PNG for each workload. Keep the machine quiet meanwhile. A peer that cannot run here is",
            "named with the reason; a wrong answer of any server ends the run with exit code 1."
        })
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "Any of echo, line, netstring, ingest, timers, writes, idle (default all).")
    private List<String> wanted = List.of();

    @Option(
            names = "--with",
            paramLabel = "PEER",
            split = ",",
            description =
                    "Only these besides Millrace, as they are called in the JSON: c, netty-epoll, nio, … (default all).")
    private Set<String> peers = Set.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "compare",
            description = "Directory to write to; it is made if need be (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--against",
            paramLabel = "JSON",
            description = "The compare.json of an earlier run on this machine: says what got better or worse since.")
    private Path against;

    @ArgGroup
    private Amount amount = new Amount();

    /** At most one of them. */
    private static final class Amount {
        @Option(names = "--quick", description = "Five short rounds: some 5 minutes for echo, 3 for others (default).")
        private boolean isQuick;

        @Option(names = "--full", description = "Nine longer ones: some 25 minutes for echo, 10 for others.")
        private boolean isFull;

        Effort effort() {
            return isFull ? Effort.FULL : Effort.QUICK;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, String> environment = environment();
        Optional<Comparison> earlier = earlier(environment);
        Effort effort = amount.effort();
        List<Workload> workloads = workloads(effort);
        compare(spec.commandLine().getOut(), workloads, effort, environment, earlier);
        return 0;
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = Environment.look();
        environment.put("cores", Cores.inWords());
        environment.put(
                "JVM options",
                String.join(" ", Contestants.JVM_OPTIONS) + ", otherwise as the JVM chooses on one core");
        return environment;
    }

    /** Read before anything is measured: a wrong file is known at once. */
    private Optional<Comparison> earlier(Map<String, String> environment) {
        if (against == null) {
            return Optional.empty();
        }
        try {
            Comparison read = Comparison.read(against);
            Changes.refusal(read, environment).ifPresent(this::refuse);
            return Optional.of(read);
        } catch (IOException e) {
            refuse("is no compare.json: " + e.getMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }

    private void refuse(String why) {
        throw new ParameterException(spec.commandLine(), "--against " + against + " " + why);
    }

    private List<Workload> workloads(Effort effort) {
        for (String id : wanted) {
            if (!Workloads.ids().contains(id)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there are " + String.join(", ", Workloads.ids()) + ", and no '" + id + "'");
            }
        }
        List<Workload> workloads = Workloads.ids().stream()
                .filter(id -> wanted.isEmpty() || wanted.contains(id))
                .map(Workloads::of)
                .toList();
        Set<String> known = new LinkedHashSet<>();
        workloads.forEach(workload -> workload.contestants().forEach(each -> known.add(each.id())));
        for (String peer : peers) {
            if (!known.contains(peer)) {
                throw new ParameterException(
                        spec.commandLine(), "--with knows " + String.join(", ", known) + ", not '" + peer + "'");
            }
        }
        return workloads.stream()
                .map(each -> each.with(contestants(each, effort)))
                .toList();
    }

    private List<Contestant> contestants(Workload workload, Effort effort) {
        List<Contestant> contestants = new ArrayList<>();
        for (Contestant each : workload.contestants()) {
            boolean isMillrace = each.id().equals(Contestant.MILLRACE);
            if (isMillrace || peers.isEmpty() || peers.contains(each.id())) {
                contestants.add(each);
            }
            if (isMillrace && effort.isTwice()) {
                contestants.add(Contestants.again(each));
            }
        }
        return contestants;
    }

    private void compare(
            PrintWriter to,
            List<Workload> workloads,
            Effort effort,
            Map<String, String> environment,
            Optional<Comparison> earlier)
            throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        int steps =
                workloads.stream().mapToInt(each -> Contest.steps(each, effort)).sum();
        Progress progress = new Progress(to, Progress.isOnTerminal(), steps);
        double seconds =
                workloads.stream().mapToDouble(each -> each.seconds(effort)).sum();
        progress.say(String.format("About %.0f min: %s.", Math.ceil(seconds / 60), effort.settings()));
        say(environment, progress);
        Comparison comparison = measure(workloads, effort, environment, progress);
        Optional<Section> changes =
                earlier.map(each -> new Changes(each, against.toString()).since(workloads, comparison));
        Report report = ComparePage.report(workloads, comparison, effort.settings(), changes);
        List<Path> files = new Output(out).write(report, comparison, progress::say);
        report.sections().forEach(section -> say(section, progress));
        progress.say("");
        files.forEach(file -> progress.say(file.toAbsolutePath().normalize().toString()));
    }

    private static Comparison measure(
            List<Workload> workloads, Effort effort, Map<String, String> environment, Progress progress)
            throws IOException, InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Workload workload : workloads) {
            outcomes.add(new Contest(workload, effort, progress, versions).run());
        }
        Map<String, String> everything = new LinkedHashMap<>(environment);
        everything.putAll(versions);
        progress.say("");
        say(versions, progress);
        everything.put("settings", effort.settings());
        return new Comparison(everything, outcomes);
    }

    private static void say(Map<String, String> facts, Progress progress) {
        facts.forEach((name, value) -> progress.say(name + ": " + value));
    }

    private static void say(Section section, Progress progress) {
        progress.say("");
        progress.say(section.chart().title());
        section.chart().finding().lines().forEach(line -> progress.say("  " + line));
        section.tables().forEach(table -> table.text().forEach(progress::say));
        if (!section.chart().ahead().isEmpty()) {
            progress.say("Ahead of Millrace:");
            section.chart().ahead().forEach(sentence -> progress.say("  " + sentence));
        }
        section.chart().notes().stream()
                .filter(note -> note.contains("is missing:"))
                .forEach(progress::say);
    }
}
