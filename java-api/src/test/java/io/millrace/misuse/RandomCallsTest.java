package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.ChildJvm;
import io.millrace.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls of every public method, on objects that live, are closed, handed over, or another loop's, with numbers good and
 * bad: documented exceptions only, no crash, no hang, and nothing is left. -Dmillrace.seed=… replays what a failure told of,
 * as far as threads can be replayed.
 */
class RandomCallsTest {
    /** -Dmillrace.calls=10000000 is the whole storm. */
    private static final long CALLS = Long.getLong("millrace.calls", 1_000_000);

    private static final long CHECKED_CALLS = 300_000;
    private static final long SEED =
            Long.getLong("millrace.seed", ThreadLocalRandom.current().nextLong());

    @TempDir
    Path folder;

    private void run(long calls, String... options) throws IOException {
        try (Program program =
                Program.start(folder, List.of(options), RandomCalls.class, Long.toString(SEED), Long.toString(calls))) {
            ChildJvm ended = program.await();
            assertThat(ended.status())
                    .as("replay it with -Dmillrace.seed=%d; it said%n%s", SEED, ended.output())
                    .isZero();
            ended.assertEndsWell("and nothing broke");
            System.out.println("seed " + SEED + ": " + ended.output().strip());
        }
    }

    @Test
    void breakNothing() throws IOException {
        run(CALLS, "-Xmx512m");
    }

    @Test
    void areRightInTheEyesOfTheJvm() throws IOException {
        run(CHECKED_CALLS, "-Xmx512m", "-Xcheck:jni");
    }
}
