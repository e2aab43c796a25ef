package io.millrace.bench.talk;

import io.millrace.bench.chart.Spread;
import io.millrace.bench.report.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH, each point in JVMs of its own, and takes the numbers. */
final class Jmh {
    /** Compiles in the foreground: in so short a time nothing may be measured that is still to be compiled. */
    static final String AT_ONCE = "-Xbatch";

    private final Effort effort;
    private final Progress progress;

    Jmh(Effort effort, Progress progress) {
        this.effort = effort;
        this.progress = progress;
    }

    /** All points of a plan; a step of the progress for each. */
    List<Measured> measure(Plan plan) throws MeasuringFailed {
        JmhOutput output = new JmhOutput(params -> progress.step(describe(params)));
        try {
            Collection<RunResult> results = new Runner(options(plan), output).run();
            return results.stream().map(Jmh::measured).toList();
        } catch (RunnerException e) {
            throw new MeasuringFailed(plan.benchmark().getSimpleName() + ": " + output.reasonOr(e.getMessage()));
        }
    }

    private Options options(Plan plan) {
        TimeValue time = TimeValue.milliseconds(effort.time().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(plan.benchmark().getName()) + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(effort.forks())
                .warmupIterations(effort.warmups())
                .warmupTime(time)
                .measurementIterations(effort.iterations())
                .measurementTime(time)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", AT_ONCE)
                .shouldFailOnError(true);
        plan.at()
                .forEach((name, values) ->
                        options.param(name, values.stream().map(String::valueOf).toArray(String[]::new)));
        return options.build();
    }

    private static Measured measured(RunResult result) {
        BenchmarkParams params = result.getParams();
        Map<String, Double> counted = new TreeMap<>();
        result.getSecondaryResults().forEach((name, other) -> counted.put(name, other.getScore()));
        return new Measured(source(params), at(params), spread(result.getPrimaryResult()), counted);
    }

    private static Spread spread(Result<?> result) {
        List<Double> scores = new ArrayList<>();
        result.getStatistics().getRawData().forEachRemaining(entry -> {
            for (long i = 0; i < entry.getValue(); i++) {
                scores.add(entry.getKey());
            }
        });
        return Spread.of(scores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static String source(BenchmarkParams params) {
        String name = params.getBenchmark();
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    private static Map<String, Integer> at(BenchmarkParams params) {
        Map<String, Integer> at = new TreeMap<>();
        params.getParamsKeys().forEach(key -> at.put(key, Integer.valueOf(params.getParam(key))));
        return at;
    }

    private static String describe(BenchmarkParams params) {
        StringBuilder text = new StringBuilder(source(params));
        at(params)
                .forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(value));
        return text.toString();
    }
}
