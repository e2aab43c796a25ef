package io.millrace.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A contestant's process while it serves. Closing it leaves nothing behind. */
final class Server implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final String ANNOUNCEMENT = "listening on ";

    private final Contestant contestant;
    private final Process process;
    private final Thread killer;
    private final int port;

    private Server(Contestant contestant) throws IOException, InterruptedException {
        this.contestant = contestant;
        process = new ProcessBuilder(Cores.on(0, contestant.command()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            port = awaitPort();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    static Server start(Contestant contestant) throws IOException, InterruptedException {
        return new Server(contestant);
    }

    private int awaitPort() throws IOException, InterruptedException {
        BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
        CompletableFuture<Integer> announced = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            output.lines()
                    .filter(line -> line.startsWith(ANNOUNCEMENT))
                    .forEach(line -> announced.complete(Integer.valueOf(line.substring(line.lastIndexOf(':') + 1))));
            announced.completeExceptionally(new IOException("it has ended")); // or had announced itself
        });
        reader.setDaemon(true);
        reader.start();
        try {
            return announced.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            throw new IOException(
                    contestant.name() + " did not say where it listens, within " + START_MAX.toSeconds() + " s: "
                            + String.join(" ", contestant.command()),
                    silent);
        }
    }

    int port() {
        return port;
    }

    CpuTime cpuTime() throws IOException {
        return CpuTime.of(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException exiting) {
            // This JVM is already shutting down, and the hook does the same.
        }
    }
}
