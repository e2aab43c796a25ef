package io.millrace.misuse;

import io.millrace.testing.ChildJvm;
import io.millrace.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors that are closed behind the library's back, and none left where one is needed. */
class DescriptorTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"socket", "anon_inode:[eventpoll]", "anon_inode:[eventfd]"})
    void closedBehindOurBack(String kind) throws IOException {
        ChildJvm.run(folder, List.of("--add-opens", "java.base/java.io=ALL-UNNAMED"), BehindTheBack.class, kind)
                .assertEndsWell("the loop does not spin");
    }

    @Test
    void noneIsLeftToOpenAnything() throws IOException {
        try (Program program = Program.start(folder, "ulimit -n 150", List.of("-Xcheck:jni"), OutOfDescriptors.class)) {
            program.await().assertEndsWell("refused politely");
        }
    }
}
