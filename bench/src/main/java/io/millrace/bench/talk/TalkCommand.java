package io.millrace.bench.talk;

import io.millrace.bench.report.Output;
import io.millrace.bench.report.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code talk}: measures what the talk's slides show, on this machine and today, and draws them again. */
@Command(
        name = "talk",
        description = "Redraws the charts of the talk that Millrace comes from, on this machine.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Itamar Shtull-Trauring, Fast Networking with Python, PyCon 2005. Writes talk.html, talk.json and a PNG for",
            "each chart. Keep the machine quiet meanwhile. Exit code 0: all charts are drawn; 1: one could not be",
            "measured, and says why."
        })
public final class TalkCommand implements Callable<Integer> {
    private static final Duration GUEST_PATIENCE = Duration.ofMinutes(3);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "talk",
            description = "Directory to write to; it is made if need be (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--only",
            paramLabel = "CHART",
            split = ",",
            description = "Only these: concatenation, pieces, writing, split, timers (default all).")
    private Set<String> only = new LinkedHashSet<>();

    @ArgGroup
    private Amount amount = new Amount();

    @Spec
    private CommandSpec spec;

    /** At most one of them. */
    private static final class Amount {
        @Option(names = "--quick", description = "Fewer and shorter measurements: some two minutes.")
        private boolean isQuick;

        @Option(names = "--full", description = "More and longer ones: some ten minutes. Otherwise some five.")
        private boolean isFull;

        Effort effort() {
            return isQuick ? Effort.QUICK : isFull ? Effort.FULL : Effort.USUAL;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return draw(spec.commandLine().getOut(), slides(), amount.effort(), out);
    }

    private List<Slide> slides() {
        List<String> ids = Slide.all().stream().map(Slide::id).toList();
        for (String wanted : only) {
            if (!ids.contains(wanted)) {
                throw new ParameterException(
                        spec.commandLine(), "--only knows " + String.join(", ", ids) + ", not '" + wanted + "'");
            }
        }
        return Slide.all().stream()
                .filter(slide -> only.isEmpty() || only.contains(slide.id()))
                .toList();
    }

    /** Measures, draws, and says where the files are. */
    static int draw(PrintWriter out, List<Slide> slides, Effort effort, Path directory)
            throws IOException, InterruptedException {
        System.setProperty("java.awt.headless", "true");
        Progress progress = new Progress(out, Progress.isOnTerminal(), Studio.steps(slides, effort));
        Studio studio = new Studio(effort, Guests.usual(GUEST_PATIENCE), progress);
        Redrawn redrawn = studio.redraw(slides);
        if (redrawn.charts().stream().allMatch(chart -> chart.panels().isEmpty())) {
            return 1; // rather than an empty page over one of an earlier time
        }
        List<Path> files = new Output(directory).write(redrawn.report(), redrawn, progress::say);
        progress.say("");
        redrawn.charts().forEach(chart -> progress.say(chart.title() + ": " + chart.finding()));
        progress.say("");
        files.forEach(file -> progress.say(file.toAbsolutePath().normalize().toString()));
        return studio.isComplete() ? 0 : 1;
    }
}
