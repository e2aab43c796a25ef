package io.millrace;

import io.millrace.testing.ChildJvm;
import io.millrace.testing.Forger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forged handles and records, in a JVM of their own that checks its native calls: refused, and the process lives. */
class ForgeryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isRefused(long seed, @TempDir Path folder) throws Exception {
        String engine = "-Dmillrace.engine=" + Engine.chosen().name().toLowerCase(Locale.ROOT);
        ChildJvm.run(folder, List.of(engine), Forger.class, Long.toString(seed)).assertEndsWell("nothing broke");
    }
}
