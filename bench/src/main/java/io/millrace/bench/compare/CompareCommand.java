package io.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
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

/**
 * {@code compare}: what a message costs a server, and how long its answer takes, beside its peers and a C program that does
 * the same system calls.
 */
@Command(
        name = "compare",
        description = "Measures what a message costs a server, beside its peers and a control in C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Servers take turns, each in a process of its own on one core, with the load",
            "on another. Writes compare.html, compare.json and a PNG for each workload.",
            "Keep the machine quiet meanwhile. A peer that cannot run here is named with",
            "the reason; a wrong answer of any server ends the run with exit code 1."
        })
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "Any of echo, line, netstring, ingest, influx, timers, writes, idle (default all).")
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
        @Option(names = "--quick", description = "Five short rounds: some 6 minutes for echo, 3 for others (default).")
        private boolean isQuick;

        @Option(names = "--full", description = "Nine longer ones: some 30 minutes for echo, 15 for others.")
        private boolean isFull;

        Effort effort() {
            return isFull ? Effort.FULL : Effort.QUICK;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Effort effort = amount.effort();
        List<Workload> workloads;
        try {
            workloads = new Choice(wanted, peers).take(effort);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Map<String, String> environment = Tournament.environment();
        Optional<Changes> changes = changes(environment);
        new Tournament(workloads, effort, spec.commandLine().getOut()).run(environment, out, changes);
        return 0;
    }

    /** Read before anything is measured: a wrong file is known at once. */
    private Optional<Changes> changes(Map<String, String> environment) {
        if (against == null) {
            return Optional.empty();
        }
        try {
            Comparison earlier = Comparison.read(against);
            Optional<String> refusal = Changes.refusal(earlier, environment);
            if (refusal.isPresent()) {
                throw refused(refusal.get());
            }
            return Optional.of(new Changes(earlier, against.toString()));
        } catch (IOException e) {
            throw refused("is no compare.json: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), "--against " + against + " " + why);
    }
}
