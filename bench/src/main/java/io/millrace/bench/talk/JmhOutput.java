package io.millrace.bench.talk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Listens to JMH instead of a terminal: tells when a benchmark starts, and keeps the lines that say why one failed. */
final class JmhOutput implements OutputFormat {
    private static final int LINES_MAX = 500;

    private final Consumer<BenchmarkParams> starting;
    private final List<String> lines = new ArrayList<>();

    JmhOutput(Consumer<BenchmarkParams> starting) {
        this.starting = starting;
    }

    /** The first line that looks like the cause of a failure. */
    String reasonOr(String otherwise) {
        return lines.stream()
                .filter(line -> line.matches("(Caused by: )?[\\w.$]+(Exception|Error)(:.*)?|ERROR: .*"))
                .findFirst()
                .orElse(otherwise);
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        starting.accept(params);
    }

    @Override
    public void println(String text) {
        for (String line : text.split("\\R")) {
            if (lines.size() < LINES_MAX) {
                lines.add(line.trim());
            }
        }
    }

    @Override
    public void print(String text) {
        println(text);
    }

    @Override
    public void verbosePrintln(String text) {}

    @Override
    public void write(int character) {}

    @Override
    public void write(byte[] text) {}

    @Override
    public void iteration(BenchmarkParams params, IterationParams iterations, int number) {}

    @Override
    public void iterationResult(BenchmarkParams params, IterationParams all, int number, IterationResult result) {}

    @Override
    public void endBenchmark(BenchmarkResult result) {}

    @Override
    public void startRun() {}

    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
