package io.millrace;

import io.millrace.testing.ChildJvm;
import io.millrace.testing.Forger;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forged handles and records, in a JVM of their own that checks its native calls: refused, and the process lives. */
class ForgeryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isRefusedByTheNativePart(long seed, @TempDir Path folder) throws Exception {
        ChildJvm.run(folder, Forger.class, Long.toString(seed)).assertEndsWell("nothing broke");
    }
}
