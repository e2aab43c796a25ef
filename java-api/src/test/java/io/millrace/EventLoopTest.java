package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose thread a loop turns on, what other threads may ask of it, and how it ends. */
class EventLoopTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    // ---- Running

    @Test
    void runsOnTheCallersThreadUntilItIsStopped() {
        EventLoop loop = running.closing(EventLoop.open());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loop.execute(() -> {
                threads.add(Thread.currentThread());
                assertThat(loop.inLoop()).isTrue();
                loop.stop();
            });
            loop.run();
            assertThat(loop.inLoop()).isFalse();
        }
        assertThat(threads).containsOnly(Thread.currentThread()).hasSize(3);
    }

    @Test
    void keepsItsConnectionsWhileItIsStopped() throws Exception {
        Peer peer = running.peerOf(address -> new Echo());
        assertThat(peer.send("one").readText(3)).isEqualTo("one");
        running.loop().stop();
        peer.send("two");
        restart(running.loop());
        assertThat(peer.readText(3)).isEqualTo("two");
    }

    private static void restart(EventLoop loop) {
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> {
            try {
                loop.start();
                return true;
            } catch (IllegalStateException stillRuns) {
                return false;
            }
        });
    }

    @Test
    void runsOnlyOnceAtATime() {
        assertThatThrownBy(running.loop()::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs");
        assertThatThrownBy(running.loop()::start).isInstanceOf(IllegalStateException.class);
        EventLoop other = running.closing(EventLoop.open());
        running.run(() -> assertThatThrownBy(other::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("callback"));
    }

    @Test
    void goesOnWaitingWhenItsThreadIsInterrupted() throws Exception {
        Thread thread = running.on(Thread::currentThread);
        thread.interrupt();
        Peer peer = running.peerOf(address -> new Echo());
        assertThat(peer.send("still here").readText(10)).isEqualTo("still here");
        assertThat(running.on(Thread::interrupted))
                .as("it is the user's to see")
                .isTrue();
    }

    // ---- Tasks

    @Test
    void runsTheTasksOfEachThreadInTheirOrder() throws Exception {
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Integer> mine = new CopyOnWriteArrayList<>();
            seen.add(mine);
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 1000; n++) {
                    int number = n;
                    running.loop().execute(() -> mine.add(number));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(RunningLoop.PATIENCE.toMillis());
        }
        running.run(() -> {});
        assertThat(seen).allSatisfy(mine -> assertThat(mine).hasSize(1000).isSorted());
    }

    @Test
    void runsATaskOfItsOwnAfterTheCallbackAndNotWithinIt() {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        running.run(() -> {
            running.loop().execute(() -> {
                order.add("task");
                done.complete(null);
            });
            order.add("callback");
        });
        RunningLoop.get(done);
        assertThat(order).containsExactly("callback", "task");
    }

    @Test
    void servesConnectionsWhileTasksLeaveTasksWithoutEnd() throws Exception {
        Runnable[] again = new Runnable[1];
        boolean[] stop = new boolean[1];
        again[0] = () -> {
            if (!stop[0]) {
                running.loop().execute(again[0]);
            }
        };
        running.loop().execute(again[0]);
        Peer peer = running.peerOf(address -> new Echo());
        assertThat(peer.send("served").readText(6)).isEqualTo("served");
        running.run(() -> stop[0] = true);
    }

    @Test
    void goesOnAfterATaskThatThrows() {
        running.loop().execute(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        running.run(() -> {});
        assertThat(RecordedLog.takeFailures()).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void virtualThreadsMayAskToo() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException olderJdk) {
            return;
        }
        Recorder recorder = new Recorder();
        Peer peer = running.peerOf(address -> recorder);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        start.invoke(null, (Runnable) () -> {
            recorder.awaitMade().write("from a virtual thread");
            port.complete(running.listen(address -> new Echo()));
        });
        assertThat(peer.readText(21)).isEqualTo("from a virtual thread");
        assertThat(RunningLoop.get(port)).isPositive();
    }

    // ---- Listening

    @Test
    void listensBeforeItRuns() throws Exception {
        EventLoop loop = running.closing(EventLoop.open());
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Echo());
        Peer peer = running.closing(Peer.connect(listener.port()));
        peer.send("early");
        loop.start();
        assertThat(peer.readText(5)).isEqualTo("early");
    }

    @Test
    void listensFromWithinACallback() throws Exception {
        int port = running.on(() -> running.listen(peer -> new Echo()));
        Peer peer = running.closing(Peer.connect(port));
        assertThat(peer.send("x").readText(1)).isEqualTo("x");
    }

    @Test
    void refusesToWaitOnAnotherLoopsThread() {
        EventLoop other = running.closing(EventLoop.open());
        running.run(() -> assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", 0).listen(other, peer -> new Echo()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("execute()"));
    }

    @Test
    void saysWhyItCannotListen() {
        int taken = running.listen(peer -> new Echo());
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", taken).listen(running.loop(), peer -> new Echo()))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(-1098))
                .hasMessageContaining("in use");
    }

    @Test
    void acceptsNoMoreOnceTheListenerIsClosed() throws Exception {
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(running.loop(), peer -> new Echo());
        Peer before = running.closing(Peer.connect(listener.port()));
        assertThat(before.send("x").readText(1)).isEqualTo("x");
        listener.close();
        listener.close();
        running.run(() -> {});
        running.run(() -> {});
        assertThatThrownBy(() -> Peer.connect(listener.port()).send("y").read(1))
                .isInstanceOf(Exception.class);
        assertThat(before.send("z").readText(1)).isEqualTo("z");
        assertThat(listener.port()).isPositive();
    }

    // ---- Its end

    @Test
    void closesWithoutEverHavingRun() {
        EventLoop loop = EventLoop.open();
        Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Echo());
        loop.close();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void closesWhenClosedWithinACallback() throws Exception {
        Recorder recorder = new Recorder() {
            @Override
            public void dataReceived(Slice data) {
                transport().loop().close();
                transport().write("dropped or sent, but no harm");
                assertThat(data.length()).isPositive();
            }
        };
        Peer peer = running.peerOf(address -> recorder);
        peer.send("x");
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
        running.loop().close();
    }

    @Test
    void closesFromEightThreadsAtOnce() throws Exception {
        running.peerOf(address -> new Echo());
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.runAsync(running.loop()::close));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(RunningLoop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void closesWithAThousandSendsUnderWay() throws Exception {
        Recorder recorder = new Recorder();
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        running.run(() -> {
            for (int i = 0; i < 1000; i++) {
                transport.write(new byte[10_000]);
            }
        });
        running.loop().close();
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
    }

    @Test
    void twoLoopsMayCloseEachOtherInTheirCallbacks() {
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        CountDownLatch both = new CountDownLatch(2);
        running.loop().execute(() -> closeTogether(other, both));
        other.execute(() -> closeTogether(running.loop(), both));
        other.close();
        running.loop().close();
    }

    private static void closeTogether(EventLoop other, CountDownLatch both) {
        both.countDown();
        try {
            assertThat(both.await(RunningLoop.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        other.close();
    }

    @Test
    void runsTheTasksThatWereLeftAndTakesNoMore() {
        EventLoop loop = EventLoop.open();
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        loop.execute(() -> left.complete(loop.inLoop()));
        loop.close();
        assertThat(left).isCompletedWithValue(false);
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> loop.later(Duration.ZERO, () -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(loop::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(loop::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Echo()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", 1).connect(loop, peer -> new Echo()))
                .isInstanceOf(RejectedExecutionException.class);
        loop.stop();
    }

    @Test
    void everythingOnAClosedLoopDoesNothing() throws Exception {
        Recorder recorder = new Recorder();
        DataLoop dataLoop = running.dataLoop();
        Feed feed = running.loop().openFeed(dataLoop, Feed.Options.DEFAULTS);
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        Timer timer = running.loop().later(Duration.ofHours(1), () -> {});
        LoopCounters before = running.loop().counters();
        running.loop().close();

        transport.write("x");
        transport.write(Slice.of("x"));
        transport.close();
        transport.abort();
        transport.pauseReading();
        transport.resumeReading();
        transport.takeBack();
        transport.deadline(Duration.ofSeconds(1));
        feed.publish(Slice.of("x"));
        feed.clock(Duration.ofSeconds(1));
        feed.close();
        feed.abort();
        timer.cancel();

        assertThat(transport.isOpen()).isFalse();
        assertThat(transport.stats().state()).isEqualTo(ConnectionStats.State.ENDED);
        assertThat(feed.stats().state()).isEqualTo(Feed.State.ENDED);
        assertThat(running.loop().counters().turns()).isGreaterThanOrEqualTo(before.turns());
    }

    @Test
    void aClosedDataLoopOpensNoFeeds() {
        DataLoop dataLoop = DataLoop.open();
        dataLoop.close();
        dataLoop.close();
        assertThat(dataLoop.isClosed()).isTrue();
        assertThatThrownBy(() -> running.loop().openFeed(dataLoop, Feed.Options.DEFAULTS))
                .isInstanceOf(IllegalStateException.class);
        assertThat(dataLoop.counters().crossings()).isZero();
    }

    @Test
    void loopsAreLimitedAndTheirPlacesGivenBack() {
        List<DataLoop> loops = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            loops.add(DataLoop.open());
                        }
                    })
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            full -> assertThat(full.code()).isEqualTo(MillraceException.FULL));
        } finally {
            loops.forEach(DataLoop::close);
        }
        DataLoop.open().close();
    }
}
