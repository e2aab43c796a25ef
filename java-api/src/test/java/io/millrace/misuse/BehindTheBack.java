package io.millrace.misuse;

import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A program that closes descriptors of a loop's, of the kind that its argument says, and has their numbers given out again. The
 * loop is lost with them, or its connections are; it closes all the same, and others are opened.
 */
final class BehindTheBack {
    private BehindTheBack() {}

    public static void main(String[] arguments) throws Exception {
        Traffic.of(1).close();
        Traffic traffic = Traffic.of(5);
        List<Integer> descriptors = Descriptors.of(arguments[0]);
        Descriptors strangers = new Descriptors();
        for (int descriptor : descriptors) {
            try {
                Descriptors.close(descriptor);
            } catch (IOException gone) {
                // It ended meanwhile, as its peer's was closed.
            }
        }
        strangers.take(descriptors.size());
        RunningLoop.letPass(Duration.ofMillis(100)); // in which the loop meets them
        long idle = idleTurns(traffic);
        RunningLoop.letPass(Duration.ofMillis(200));
        long more = idleTurns(traffic) - idle;
        if (arguments[0].contains("eventpoll") != traffic.loop().isClosed()) {
            throw new AssertionError("a loop that cannot wait any more ends, and no other");
        }
        traffic.loop().close();
        RunningLoop.assertNothingIsLeft();
        RecordedLog.takeFailures();
        try (Traffic after = Traffic.of(5)) {
            after.awaitMore();
        }
        System.out.println(more < 100 ? "the loop does not spin" : "the loop spins: " + more + " turns");
    }

    /** Of which none is for a message, where traffic goes on. */
    private static long idleTurns(Traffic traffic) {
        return traffic.loop().counters().turns() - traffic.messages();
    }
}
