package io.millrace.bench.pause;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.bench.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration PRESS = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** Between two collections the plain server's listeners catch up, so that each pause is measured for itself. */
    private static final Duration BREATH = Duration.ofMillis(500);
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
        requireWithin("--listeners", listeners, 1, 5000);
        requireWithin("--seconds", seconds, 1, 3600);
        requireWithin("--every", everyMillis, 1, 40);
        try {
            Report report = show(out);
            out.print("\n" + report.table() + "\n" + report.verdict() + "\n");
            out.flush();
            return report.held() ? 0 : 1;
        } catch (ShowFailed e) {
            out.println("The show could not be given: " + e.getMessage());
            out.flush();
            return 1;
        }
    }

    private void requireWithin(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    spec.commandLine(), option + " takes a number from " + min + " to " + max + ", not " + value);
        }
    }

    private Report show(PrintWriter out) throws InterruptedException, IOException {
        ByteSize fitting = fittingHeap(heap);
        say(out, "A hub and a plain NIO fan-out in one JVM with a heap of " + fitting + " (serial collector) ...");
        List<String> heapOptions = List.of("-XX:+UseSerialGC", "-Xms" + fitting.forJvm(), "-Xmx" + fitting.forJvm());
        try (Child inside = Child.start(Inside.class, heapOptions, List.of(Integer.toString(listeners)))) {
            String[] ports = Words.of(inside.answer(START), Inside.PORTS, 3);
            say(out, "A source and " + listeners + " listeners for each, in a process outside ...");
            List<String> small = List.of("-XX:+UseSerialGC", "-Xmx96m");
            List<String> arguments =
                    List.of(ports[1], ports[2], Integer.toString(listeners), Integer.toString(everyMillis));
            try (Child outside = Child.start(Outside.class, small, arguments)) {
                Words.of(outside.answer(START), Outside.READY, 1);
                return measure(out, inside, outside);
            }
        }
    }

    private Report measure(PrintWriter out, Child inside, Child outside) throws InterruptedException {
        outside.order(Outside.RESET);
        Words.of(outside.answer(ANSWER), Outside.READY, 1);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        say(out, "Filling the heap until a full collection takes 2 s ...");
        inside.order(Inside.PRESS);
        Stillness still = Stillness.parse(inside.answer(PRESS));
        while (System.nanoTime() - end < 0) {
            say(out, String.format("... a full collection of %,d ms", still.collectionNanos() / 1_000_000));
            Thread.sleep(BREATH.toMillis());
            inside.order(Inside.AGAIN);
            still = Stillness.parse(inside.answer(PRESS));
        }
        Thread.sleep(BREATH.toMillis());
        return report(still, outside);
    }

    private static Report report(Stillness still, Child outside) throws InterruptedException {
        outside.order(Outside.REPORT);
        Silences millrace = Silences.parse(outside.answer(ANSWER));
        Silences plain = Silences.parse(outside.answer(ANSWER));
        String[] own = Words.of(outside.answer(ANSWER), Outside.OWN, 3);
        return new Report(still, millrace, plain, Words.number(own[1]), Words.number(own[2]));
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
