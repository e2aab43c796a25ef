package io.millrace.bench.pause;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.bench.Bounds;
import io.millrace.bench.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pause}: lets a JVM stand still on purpose, and measures from outside what the listeners of its hub notice. */
@Command(
        name = "pause",
        description = "Shows the promise: streams that do not stop when the JVM does.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Starts a hub and a plain NIO fan-out in one JVM; a source and the listeners of both in a second, all but",
            "empty one; fills the first one's heap and forces full collections. Exit code 0: the JVM stood still for",
            "2 s or more and no listener of the hub heard nothing for 50 ms; 1: otherwise."
        })
public final class PauseCommand implements Callable<Integer> {
    /** The two JVMs must not take the whole machine: a show that swaps measures the disk. */
    private static final double MEMORY_SHARE_MAX = 0.6;

    @Option(
            names = "--listeners",
            paramLabel = "N",
            defaultValue = "200",
            description = "Listeners of each of the two servers (default ${DEFAULT-VALUE}).")
    private int listeners;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "4g",
            converter = ByteSize.Converter.class,
            description = "Heap of the JVM that is paused (default ${DEFAULT-VALUE}; less on a small machine).")
    private ByteSize heap;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "25",
            description = "Goes on forcing collections for so long (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--every",
            paramLabel = "MILLIS",
            defaultValue = "10",
            description = "Milliseconds between two messages of the source (default ${DEFAULT-VALUE}).")
    private int everyMillis;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Bounds.require(spec, "--listeners", listeners, 1, 5000);
        Bounds.require(spec, "--seconds", seconds, 1, 3600);
        Bounds.require(spec, "--every", everyMillis, 1, 40);
        try {
            ByteSize fitting = fittingHeap(heap);
            Show show = new Show(fitting, listeners, everyMillis, line -> say(out, line));
            Report report = show.give(Duration.ofSeconds(seconds));
            out.print("\n" + report.table() + "\n" + report.verdict() + "\n");
            out.flush();
            return report.held() ? 0 : 1;
        } catch (ShowFailed e) {
            out.println("The show could not be given: " + e.getMessage());
            out.flush();
            return 1;
        }
    }

    private static ByteSize fittingHeap(ByteSize wanted) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long most = (long) (machine.getTotalMemorySize() * MEMORY_SHARE_MAX) >> 20 << 20;
        return new ByteSize(Math.min(wanted.bytes(), most));
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
