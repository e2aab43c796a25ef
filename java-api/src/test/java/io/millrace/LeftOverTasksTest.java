package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A loop closes with tasks in its mailbox: what they write must not reach a loop that has its place by then. */
class LeftOverTasksTest {
    private static final int ROUNDS = 40;
    private static final int TASKS = 1000;
    private static final int OTHERS = 3;
    private static final byte[] HELLO = "hello, this is an echo".getBytes(StandardCharsets.US_ASCII);

    /** The loops that are opened first of all that is left over write a command each, and wait while the rest is run. */
    @Test
    void aCommandOfALoopThatHasThePlaceStays() throws Exception {
        List<EventLoop> others = new CopyOnWriteArrayList<>();
        List<Feed> feeds = new CopyOnWriteArrayList<>();
        CountDownLatch rest = new CountDownLatch(1);
        try (DataLoop dataLoop = DataLoop.open()) {
            EventLoop loop = EventLoop.open();
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            loop.execute(() -> {
                for (int i = 0; i < OTHERS; i++) {
                    others.add(openWithCommand(dataLoop, feeds, rest));
                }
                await().atMost(RunningLoop.PATIENCE).until(() -> feeds.size() == OTHERS);
            });
            for (int i = 0; i < TASKS; i++) {
                feed.close();
            }
            loop.execute(rest::countDown);
            loop.close();
            assertThat(feeds)
                    .hasSize(OTHERS)
                    .allSatisfy(other -> await().atMost(RunningLoop.PATIENCE)
                            .until(() -> other.stats().state() == Feed.State.ENDED));
        } finally {
            others.forEach(EventLoop::close);
        }
        RunningLoop.assertNothingIsLeft();
    }

    private static EventLoop openWithCommand(DataLoop dataLoop, List<Feed> feeds, CountDownLatch rest) {
        EventLoop loop = EventLoop.open();
        loop.start();
        loop.execute(() -> {
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            feed.close();
            feeds.add(feed);
            try {
                rest.await(RunningLoop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            }
        });
        return loop;
    }

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

    /** A loop that is stopped leaves its tasks until close() is called. */
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
