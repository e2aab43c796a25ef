package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A program of the tests while it runs in a JVM of its own, in a folder of its own: what it says, and what it is told. */
public final class Program implements Closeable {
    private static final long SECONDS_MAX = 100;
    private static final String OVER = "\0";

    private final Process process;
    private final Path folder;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder output = new StringBuilder();
    private final Thread reader = new Thread(this::read, "words of a program");

    private Program(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it, with these options of the JVM, and on the engine that this one was told to take. */
    public static Program start(Path parent, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return start(parent, "", options, program, arguments);
    }

    /** Starts it where a shell has first said something about the process, such as {@code ulimit -n 100}. */
    public static Program start(
            Path parent, String saidFirst, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        Path folder = Files.createTempDirectory(parent, "jvm");
        List<String> command = new ArrayList<>();
        if (!saidFirst.isEmpty()) {
            command.addAll(List.of("bash", "-c", saidFirst + " && exec \"$@\"", "bash"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        String engine = System.getProperty("millrace.engine");
        if (engine != null) {
            command.add("-Dmillrace.engine=" + engine);
        }
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return new Program(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start(),
                folder);
    }

    private void read() {
        try (BufferedReader words = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = words.readLine(); line != null; line = words.readLine()) {
                synchronized (output) {
                    output.append(line).append('\n');
                }
                lines.add(line);
            }
        } catch (IOException gone) {
            // It was killed; what it has said is there.
        }
        lines.add(OVER);
    }

    /** Its next line; what it prints on its error output is among them. */
    public String line() {
        try {
            String line = lines.poll(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(line).as("a line after%n%s", output()).isNotNull().isNotEqualTo(OVER);
            return line;
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** What follows these words in the next line that begins with them. */
    public String lineAfter(String words) {
        String line = line();
        while (!line.startsWith(words)) {
            line = line();
        }
        return line.substring(words.length());
    }

    /** Writes a line to its standard input. */
    public void tell(String words) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(words)
                    .append('\n')
                    .flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(output(), gone);
        }
    }

    /** Sends it a signal, by its name. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("bash", "-c", "kill -" + name + " " + process.pid()).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Stops it, and waits until each of its threads stands: who sends the signal is not told of that. */
    public void stop() {
        signal("STOP");
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(this::isStopped);
    }

    private boolean isStopped() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return threads.allMatch(Program::isStopped);
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            return Files.readString(thread.resolve("status")).contains("State:\tT");
        } catch (IOException gone) {
            return true;
        }
    }

    /** All that it has said so far. */
    public String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    /** Waits for its end; a program that does not end is ended, and fails the test. */
    public ChildJvm await() {
        try {
            boolean hasEnded = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(hasEnded).as("it hangs after%n%s", output()).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(SECONDS_MAX));
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        } finally {
            process.destroyForcibly();
        }
        return new ChildJvm(process.exitValue(), output(), folder);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
