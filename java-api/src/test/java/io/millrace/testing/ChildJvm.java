package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What became of a program of the tests in a JVM of its own: for what could end the process. */
public record ChildJvm(int status, String output, Path folder) {
    /** Runs it to its end in a JVM that checks its native calls, in a folder in which it leaves nothing. */
    public static ChildJvm run(Path parent, Class<?> program, String... arguments) throws IOException {
        return run(parent, List.of(), program, arguments);
    }

    /** Runs it in a JVM with these options too. */
    public static ChildJvm run(Path parent, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.add("-Xcheck:jni");
        try (Program running = Program.start(parent, all, program, arguments)) {
            return running.await();
        }
    }

    /** With status 0, its last words, and no trace of a crash. */
    public void assertEndsWell(String lastWords) {
        assertEnds(0, lastWords);
    }

    /** With that status, its last words, and no trace of a crash; nor did the JVM find fault with a native call. */
    public void assertEnds(int wanted, String lastWords) {
        assertThat(output)
                .contains(lastWords)
                .doesNotContain("FATAL")
                .doesNotContain("Sanitizer")
                .doesNotContain("WARNING in native method")
                .doesNotContain("insufficient memory");
        assertThat(status).as(output).isEqualTo(wanted);
        assertThat(folder).as("no file of a crash").isEmptyDirectory();
    }
}
