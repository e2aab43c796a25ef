package io.millrace.bench.pause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM from the same class path, spoken to in lines. Every wait has an end, and {@link #close} leaves no process
 * behind; should this JVM be killed, the child's standard input ends and the child goes by itself.
 */
final class Child implements AutoCloseable {
    /** Stands for the end of the child's output in the queue; no line can be equal to it by identity. */
    private static final String END = new String("end of output");

    private final String name;
    private final Process process;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Thread killer;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        this.killer = new Thread(process::destroyForcibly, "kill " + name);
        Runtime.getRuntime().addShutdownHook(killer);
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(Class<?> main, List<String> jvmOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvmOptions);
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("millrace."))
                .forEach(key -> command.add("-D" + key + "=" + System.getProperty(key)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new Child(main.getSimpleName().toLowerCase(Locale.ROOT), builder.start());
    }

    void order(String line) {
        orders.println(line);
    }

    /** The next line, or ShowFailed when there is none within {@code patience} or the child has ended. */
    String answer(Duration patience) throws InterruptedException {
        String line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new ShowFailed("the process " + name + " said nothing within " + patience.toSeconds() + " s");
        }
        if (line == END) {
            throw new ShowFailed("the process " + name + " ended by itself; its own messages stand above");
        }
        return line;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // The child was killed while it wrote: its output ends here all the same.
        }
        answers.add(END);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // This JVM is already shutting down, and the hook does the same.
        }
    }
}
