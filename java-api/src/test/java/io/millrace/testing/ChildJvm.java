package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the tests in a JVM of its own, which checks its native calls: for what could end the process. */
public record ChildJvm(int status, String output, Path folder) {
    private static final long SECONDS_MAX = 100;

    /** Runs it to its end, in a folder in which it leaves nothing. */
    public static ChildJvm run(Path parent, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        return run(parent, List.of(), program, arguments);
    }

    /** Runs it in a JVM with these options too. */
    public static ChildJvm run(Path parent, List<String> options, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(parent, "jvm");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xcheck:jni",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        return new ChildJvm(process.exitValue(), output, folder);
    }

    /** With status 0, its last words, and no trace of a crash. */
    public void assertEndsWell(String lastWords) {
        assertThat(output).contains(lastWords).doesNotContain("FATAL").doesNotContain("Sanitizer");
        assertThat(status).isZero();
        assertThat(folder).as("no file of a crash").isEmptyDirectory();
    }
}
