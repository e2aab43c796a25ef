package io.millrace.bench.talk;

import java.time.Duration;
import java.util.List;

/** The least effort that goes all the way: two points of each kind, one iteration of some milliseconds. */
final class Tiny {
    static final Effort EFFORT = new Effort(
            "tiny",
            1,
            0,
            1,
            Duration.ofMillis(5),
            List.of(1, 20),
            List.of(16, 64),
            List.of(1024, 4096),
            List.of(64, 256),
            List.of(8),
            List.of(1, 10));

    private Tiny() {}
}
