package io.millrace.misuse;

import io.millrace.testing.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No way of writing to a peer that is gone raises SIGPIPE. */
class PipeTest {
    @TempDir
    Path folder;

    @Test
    void nothingRaisesIt() throws Exception {
        ChildJvm.run(folder, BrokenPipes.class).assertEndsWell("raised 1 time");
    }
}
