package io.millrace.bench.talk;

import java.time.Duration;
import java.util.List;

/** The least effort that goes all the way: two points of each kind, one iteration of some milliseconds. */
final class Tiny {
    static final Effort EFFORT = effort(1);
    /** The same within this JVM: for counts, since its times say nothing. */
    static final Effort IN_PROCESS = effort(0);

    private Tiny() {}

    private static Effort effort(int forks) {
        return new Effort(
                "tiny",
                forks,
                0,
                1,
                Duration.ofMillis(5),
                List.of(1, 20),
                List.of(16, 64),
                List.of(64 << 10, 256 << 10),
                List.of(64, 256),
                List.of(8),
                List.of(1, 10));
    }
}
