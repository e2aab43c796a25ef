package io.millrace.bench.compare;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: what a message costs, beside the C control that does the same system calls. */
@Command(
        name = "compare",
        description = {
            "Measures what an echoed message costs in CPU time, beside a C program that does the same system calls.",
            "Servers run in turn, each on one core with the load on another; figures are medians."
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--connections", split = ",", description = "how many connections (${DEFAULT-VALUE})")
    private List<Integer> connections = List.of(50, 1000);

    @Option(names = "--in-flight", split = ",", description = "messages under way on each (${DEFAULT-VALUE})")
    private List<Integer> inFlight = List.of(1, 16);

    @Option(names = "--bytes", description = "of a message (${DEFAULT-VALUE})")
    private int messageBytes = 64;

    @Option(names = "--rounds", description = "how often each is measured (${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(
            names = "--messages",
            description = "in one measurement with one under way; with more under way so many times as many"
                    + " (${DEFAULT-VALUE})")
    private long messages = 400_000;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        Contestant control = Contestant.echoControl();
        Contestant millrace = Contestant.echoMillrace();
        if (!Cores.areApart()) {
            out.println("Server and load share the cores: there is one only, or no taskset.");
        }
        out.printf(
                "%-44s %-9s %9s %9s %9s %8s %12s%n",
                "", "", "user ns", "system ns", "total ns", "spread", "messages/s");
        for (int under : inFlight) {
            for (int count : connections) {
                Shape shape = new Shape(count, under, messageBytes, messages * under);
                Rounds measured = Rounds.run(List.of(control, millrace), shape, rounds, step -> {
                    progress.println(step);
                    progress.flush();
                });
                row(out, shape.toString(), control, measured);
                row(out, "", millrace, measured);
                out.printf(
                        "%-44s %-9s %8.2f× %8.2f× %8.2f×%n",
                        "",
                        "ratio",
                        measured.ratio(millrace, control, Measurement::userNanos),
                        measured.ratio(millrace, control, Measurement::systemNanos),
                        measured.ratio(millrace, control, Measurement::totalNanos));
                out.flush();
            }
        }
        return 0;
    }

    private static void row(PrintWriter out, String shape, Contestant contestant, Rounds measured) {
        out.printf(
                "%-44s %-9s %9.0f %9.0f %9.0f %7.0f%% %,12.0f%n",
                shape,
                contestant.name(),
                measured.median(contestant, Measurement::userNanos),
                measured.median(contestant, Measurement::systemNanos),
                measured.median(contestant, Measurement::totalNanos),
                100 * measured.spread(contestant, Measurement::totalNanos),
                1e9 / measured.median(contestant, Measurement::elapsedNanos));
    }
}
