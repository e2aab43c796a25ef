package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.MillraceException;
import io.millrace.testing.ChildJvm;
import io.millrace.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No memory of one kind or another is left: an exception for who asks for it, and the others go on. */
class MemoryTest {
    private static final String NO_MEMORY = "refused with " + MillraceException.NO_MEMORY;

    @TempDir
    Path folder;

    private ChildJvm run(String first, String kind, String... options) throws IOException {
        try (Program program = Program.start(folder, first, List.of(options), Exhausted.class, kind)) {
            return program.await();
        }
    }

    private static void assertGoesOn(ChildJvm ended, String said) {
        ended.assertEndsWell("went on");
        assertThat(ended.output()).contains(said);
    }

    @Test
    void ofTheAddressSpace() throws IOException {
        assertGoesOn(run("", "address space", "-Xcheck:jni", "-Xmx512m"), NO_MEMORY);
    }

    @Test
    void ofTheDirectMemoryOfTheEngineInJava() throws IOException {
        assertGoesOn(run("", "direct memory", "-Dmillrace.engine=nio", "-XX:MaxDirectMemorySize=64m"), NO_MEMORY);
    }

    @Test
    void ofTheHeap() throws IOException {
        assertGoesOn(run("", "heap", "-Xcheck:jni", "-Xmx48m"), "went on");
    }

    /** Nothing is locked, so that nothing is missed. */
    @Test
    void thatIsLocked() throws IOException {
        assertGoesOn(run("ulimit -l 0", "heap", "-Xmx48m"), "went on");
    }
}
