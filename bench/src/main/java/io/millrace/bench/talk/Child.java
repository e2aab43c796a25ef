package io.millrace.bench.talk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that is waited for with bounded patience. None is left behind. */
final class Child {
    private static final int OUTPUT_BYTES_MAX = 1 << 20;

    private Child() {}

    /**
     * Runs a command to its end and answers its output.
     *
     * @throws MeasuringFailed if it is not installed, fails, or takes longer than {@code patience}
     */
    static byte[] run(List<String> words, Duration patience) throws MeasuringFailed, InterruptedException {
        Process process = start(words);
        Thread killer = new Thread(process::destroyForcibly, "end of " + words.get(0));
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            CompletableFuture<byte[]> out = reading(process.getInputStream());
            CompletableFuture<byte[]> err = reading(process.getErrorStream());
            byte[] output = out.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new MeasuringFailed("it failed: " + lastLine(err.get(1, TimeUnit.SECONDS)));
            }
            return output;
        } catch (TimeoutException e) {
            throw new MeasuringFailed("it was not done after " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new MeasuringFailed("it broke off: " + e.getCause().getMessage());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    /** Whether a command is there, and ends well within ten seconds. */
    static boolean succeeds(List<String> words) throws InterruptedException {
        try {
            run(words, Duration.ofSeconds(10));
            return true;
        } catch (MeasuringFailed e) {
            return false;
        }
    }

    private static Process start(List<String> words) throws MeasuringFailed {
        try {
            Process process = new ProcessBuilder(words).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new MeasuringFailed("it is not installed here");
        }
    }

    private static CompletableFuture<byte[]> reading(InputStream in) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (in) {
                        all.complete(in.readNBytes(OUTPUT_BYTES_MAX));
                    } catch (IOException e) {
                        all.completeExceptionally(e);
                    }
                },
                "reader of a child's output");
        reader.setDaemon(true);
        reader.start();
        return all;
    }

    private static String lastLine(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .reduce((before, last) -> last)
                .orElse("it said nothing");
    }
}
