package io.millrace.misuse;

import io.millrace.testing.ChildJvm;
import io.millrace.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends in mid-traffic: with the status that was asked for, soon, and without a crash. */
class ExitTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"exit", "exit in a callback", "halt", "halt in a callback"})
    void withAStatus(String how) throws IOException {
        ChildJvm.run(folder, Exiting.class, how).assertEnds(Exiting.STATUS, "in mid-traffic");
    }

    @ParameterizedTest
    @CsvSource({"'hook, exit'", "'hook, exit in a callback'"})
    void withAHookThatClosesTheLoop(String how) throws IOException {
        ChildJvm.run(folder, Exiting.class, how).assertEnds(Exiting.STATUS, "closed");
    }

    @ParameterizedTest
    @CsvSource({"return"})
    void withTheLastThreadThatIsNoDaemon(String how) throws IOException {
        ChildJvm.run(folder, Exiting.class, how).assertEnds(0, "in mid-traffic");
    }

    @ParameterizedTest
    @CsvSource({"nothing, in mid-traffic", "hook, closed"})
    void withASignal(String how, String lastWords) throws IOException {
        try (Program program = Program.start(folder, List.of("-Xcheck:jni"), Exiting.class, how)) {
            program.lineAfter("in mid-traffic");
            program.signal("TERM");
            program.await().assertEnds(TERMINATED, lastWords);
        }
    }
}
