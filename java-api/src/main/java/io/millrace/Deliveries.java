package io.millrace;

import io.millrace.engine.Commands;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** Who waits until the peer's TCP has acknowledged what was written, the first ones first. On the loop's thread. */
final class Deliveries {
    /** As many as native code takes. */
    static final int WAITING_MAX = 4096;

    private record Waiting(long number, CompletableFuture<Void> future) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long numbers;

    /** For what is written so far. */
    void expect(CompletableFuture<Void> future, Commands commands, long connection) {
        if (waiting.size() == WAITING_MAX) {
            future.completeExceptionally(new MillraceException(
                    MillraceException.FULL,
                    "delivered",
                    connection,
                    WAITING_MAX + " deliveries are waited for already"));
            return;
        }
        commands.delivery(connection, ++numbers);
        waiting.add(new Waiting(numbers, future));
    }

    /** All up to that number is acknowledged. */
    void delivered(long number) {
        while (!waiting.isEmpty() && waiting.peek().number <= number) {
            waiting.poll().future.complete(null);
        }
    }

    /** The engine cannot tell of the one that was asked for last. */
    void refused(MillraceException why) {
        if (!waiting.isEmpty()) {
            waiting.pollLast().future.completeExceptionally(why);
        }
    }

    /** The connection ended before. */
    void ended(Ending how) {
        while (!waiting.isEmpty()) {
            waiting.poll().future.completeExceptionally(new ConnectionEndedException(how));
        }
    }
}
