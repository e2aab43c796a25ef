package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A loop closes with tasks in its mailbox: what they write must not reach a loop that has its place by then. */
class LeftOverTasksTest {
    private static final int ROUNDS = 40;
    private static final int TASKS = 1000;
    private static final byte[] HELLO = "hello, this is an echo".getBytes(StandardCharsets.US_ASCII);

    @Test
    void otherLoopsDoNotNotice() {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> others = CompletableFuture.supplyAsync(() -> useLoops(over));
        try (DataLoop dataLoop = DataLoop.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                closeWithTasks(dataLoop);
            }
        } finally {
            over.set(true);
        }
        assertThat(RunningLoop.get(others)).as("loops used meanwhile").isPositive();
        assertThat(RecordedLog.takeFailures()).as("failures in callbacks").isEmpty();
        RunningLoop.assertNothingIsLeft();
    }

    /** The task that waits first keeps the loop from the others until they are all there, and close() is called. */
    private static void closeWithTasks(DataLoop dataLoop) {
        EventLoop loop = EventLoop.open();
        loop.start();
        Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
        Slice kept = Retained.receive(loop, HELLO);
        loop.stop();
        for (int i = 0; i < TASKS; i++) {
            feed.publish(Slice.of("published too late"));
            feed.clock(Duration.ofSeconds(1));
            feed.close();
        }
        kept.release();
        loop.close();
    }

    /** Opens loops one after the other, and has each echo something; answers how many. */
    private static int useLoops(AtomicBoolean over) {
        int used = 0;
        while (!over.get()) {
            try (EventLoop loop = EventLoop.open()) {
                loop.start();
                echo(loop);
                assertThat(loop.counters().commandsRefused()).isZero();
            }
            used++;
        }
        return used;
    }

    private static void echo(EventLoop loop) {
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Protocol() {
                    @Override
                    public void dataReceived(Slice data) {
                        transport().write(data.toByteArray());
                    }
                })
                .port();
        try (Peer peer = Peer.connect(port)) {
            for (int i = 0; i < 5; i++) {
                assertThat(peer.send(HELLO).read(HELLO.length)).isEqualTo(HELLO);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
