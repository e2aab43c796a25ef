package io.millrace.bench.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that is spoken with in lines, and none of which is left behind: closing it ends it. */
final class Dialogue implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedWriter orders;
    private final Thread killer;
    private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>(); // nothing: it has ended
    private volatile String complaint = "";

    /**
     * Starts a process.
     *
     * @param name what it is called in messages
     * @throws IOException if there is no such program
     */
    Dialogue(String name, List<String> command) throws IOException {
        this.name = name;
        process = new ProcessBuilder(command).start();
        killer = new Thread(process::destroyForcibly, "end of " + name);
        Runtime.getRuntime().addShutdownHook(killer);
        orders = process.outputWriter(StandardCharsets.US_ASCII);
        Thread complaints = read(process.errorReader(StandardCharsets.UTF_8), this::complained, () -> {});
        read(process.inputReader(StandardCharsets.UTF_8), line -> said.add(Optional.of(line)), () -> {
            join(complaints); // so that the end comes with its reason
            said.add(Optional.empty());
        });
    }

    private interface Lines {
        void take(String line);
    }

    private static Thread read(BufferedReader from, Lines lines, Runnable end) {
        Thread reader = new Thread(
                () -> {
                    try (from) {
                        for (String line = from.readLine(); line != null; line = from.readLine()) {
                            lines.take(line);
                        }
                    } catch (IOException e) {
                        // It has been ended, with a line half read.
                    } finally {
                        end.run();
                    }
                },
                "reader of a process");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complained(String line) {
        if (!line.isBlank()) {
            complaint = line;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Says a line. */
    void say(String order) throws IOException {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new IOException(name + " has ended: " + complaint, e);
        }
    }

    /**
     * Waits for a line that begins with a word, and answers the rest of it.
     *
     * @throws IOException if the process ends before, or says no such thing in time; with the last line of its complaints
     */
    String hear(String word, Duration patience) throws IOException, InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<String> line = said.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException(
                        name + " said nothing of '" + word.trim() + "' in " + patience.toSeconds() + " s");
            }
            if (line.isEmpty()) {
                throw new IOException(name + " has ended: " + (complaint.isEmpty() ? "it said nothing" : complaint));
            }
            if (line.get().startsWith(word)) {
                return line.get().substring(word.length());
            }
        }
    }

    /** The last line that it wrote to standard error. */
    String complaint() {
        return complaint;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
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
