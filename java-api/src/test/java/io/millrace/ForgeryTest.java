package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Forger;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forged handles and records, in a JVM of their own that checks its native calls: refused, and the process lives. */
class ForgeryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isRefusedByTheNativePart(long seed, @TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xcheck:jni",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forger.class.getName(),
                        Long.toString(seed))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(RunningLoop.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(output).contains("nothing broke").doesNotContain("FATAL").doesNotContain("Sanitizer");
        assertThat(process.exitValue()).isZero();
        assertThat(folder).as("no file of a crash").isEmptyDirectory();
    }
}
