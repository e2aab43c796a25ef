package io.millrace.bench.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.talk.chart.Spread;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/**
 * The talk's own language: runs {@code talk.py} in a process of its own, and reads what it measured. Where there is no
 * python3, or it fails, or takes too long, that is said and nothing else suffers. No process is left behind.
 */
final class CPython {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final List<String> command;
    private final Duration patience;
    private String version = "";

    /**
     * @param command starts the interpreter; it is given {@code -I -c SCRIPT ORDER}, the order in JSON
     * @param patience for one chart
     */
    CPython(List<String> command, Duration patience) {
        this.command = List.copyOf(command);
        this.patience = patience;
    }

    /** What it said of itself: empty until it has measured something. */
    String version() {
        return version;
    }

    /** Measures a chart's figures with each of {@code at}'s values. */
    List<Measured> measure(String chart, Map<String, List<Integer>> at, Effort effort)
            throws MeasuringFailed, InterruptedException {
        Map<String, Object> order = new TreeMap<>(at);
        order.put("chart", chart);
        order.put("repeats", effort.iterations());
        order.put("millis", effort.time().toMillis());
        try {
            JsonNode answer = JSON.readTree(run(JSON.writeValueAsString(order)));
            version = answer.path("version").asText();
            return StreamSupport.stream(answer.path("measured").spliterator(), false)
                    .map(point -> measured(chart, point))
                    .toList();
        } catch (IOException | IllegalArgumentException e) {
            throw new MeasuringFailed("python3 answered something else than figures: " + firstLine(e.getMessage()));
        }
    }

    private static Measured measured(String chart, JsonNode point) {
        List<Double> nanos = new ArrayList<>();
        point.path("nanos").forEach(each -> nanos.add(each.asDouble()));
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("no times in " + point);
        }
        Map<String, Integer> at = new TreeMap<>();
        point.path("at")
                .properties()
                .forEach(each -> at.put(each.getKey(), each.getValue().asInt()));
        Map<String, Double> counted = new TreeMap<>();
        point.path("counted")
                .properties()
                .forEach(each -> counted.put(each.getKey(), each.getValue().asDouble()));
        Spread spread =
                Spread.of(nanos.stream().mapToDouble(Double::doubleValue).toArray());
        return new Measured("talk.py " + chart + "." + point.path("way").asText(), at, spread, counted);
    }

    private byte[] run(String order) throws MeasuringFailed, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("-I", "-c", script(), order));
        Process process = start(words);
        Thread killer = new Thread(process::destroyForcibly, "end of python3");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            CompletableFuture<byte[]> out = reading(process.getInputStream());
            CompletableFuture<byte[]> err = reading(process.getErrorStream());
            byte[] answer = out.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new MeasuringFailed("python3 failed: " + lastLine(err.get(1, TimeUnit.SECONDS)));
            }
            return answer;
        } catch (TimeoutException e) {
            throw new MeasuringFailed("python3 was not done after " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new MeasuringFailed("python3 broke off: " + e.getCause().getMessage());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private static Process start(List<String> words) throws MeasuringFailed {
        try {
            Process process = new ProcessBuilder(words).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new MeasuringFailed("python3 is not installed here");
        }
    }

    private static CompletableFuture<byte[]> reading(InputStream in) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (in) {
                        all.complete(in.readNBytes(ANSWER_BYTES_MAX));
                    } catch (IOException e) {
                        all.completeExceptionally(e);
                    }
                },
                "reader of python3");
        reader.setDaemon(true);
        reader.start();
        return all;
    }

    private static String script() {
        try (InputStream in = CPython.class.getResourceAsStream("talk.py")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks talk.py");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's talk.py cannot be read", e);
        }
    }

    private static String firstLine(String text) {
        return text == null ? "nothing" : text.lines().findFirst().orElse("nothing");
    }

    private static String lastLine(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .reduce((before, last) -> last)
                .orElse("it said nothing");
    }
}
