package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.Verdict.Finding;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Servers that are slow on purpose, each for a reason of its own, and what their loops are said to be limited by. The reasons
 * are so strong that a busy machine does not change the verdict.
 */
class VerdictTest {
    private static final Duration WINDOW = Duration.ofSeconds(1);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Verdict verdict() {
        return running.loop().verdict(WINDOW);
    }

    /** Once there is a whole window of it. */
    private static Verdict awaited(Finding finding, Supplier<Verdict> asked) {
        Verdict[] last = new Verdict[1];
        await().atMost(RunningLoop.PATIENCE).untilAsserted(() -> {
            last[0] = asked.get();
            assertAddsUp(last[0]);
            assertThat(last[0].window()).isGreaterThanOrEqualTo(WINDOW.dividedBy(2));
            assertThat(last[0].finding()).as("%s", last[0]).isEqualTo(finding);
        });
        return last[0];
    }

    private static void assertAddsUp(Verdict verdict) {
        Verdict.Times times = verdict.times();
        long window = verdict.window().toNanos();
        assertThat(times.sum().toNanos()).as("%s", times).isCloseTo(window, within(window / 100));
        Duration callees = verdict.callees().stream().map(Verdict.Callee::time).reduce(Duration.ZERO, Duration::plus);
        assertThat(callees).as("%s", verdict.callees()).isLessThanOrEqualTo(times.callbacks());
        assertThat(times.waiting().isNegative() || times.framing().isNegative()).isFalse();
    }

    private static double part(Duration part, Duration whole) {
        return (double) part.toNanos() / whole.toNanos();
    }

    // ---- Idle

    @Test
    void aLoopWithNothingToDoIsIdle() {
        running.peerOf(address -> new Recorder());
        Verdict verdict = awaited(Finding.IDLE, this::verdict);
        assertThat(verdict.times().waiting()).isGreaterThan(verdict.times().working());
        assertThat(verdict.evidence()).isEqualTo(new Verdict.Evidence(0, 0, 0));
        assertThat(verdict.toString()).startsWith("IDLE: ").contains(" waiting for something to do");
    }

    // ---- The application

    /** Answers each message after so long a thought. */
    private static class SlowHandler extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            RunningLoop.letPass(Duration.ofMillis(20));
            transport().write(data);
        }
    }

    private static final class QuickHandler extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    /** Has an endless conversation: each answer is sent back. */
    private void converse(ProtocolFactory factory) {
        Peer peer = running.peerOf(factory);
        background(() -> {
            peer.send("ball");
            while (true) {
                peer.send(peer.read(4));
            }
        });
    }

    private interface Talk {
        void run() throws IOException;
    }

    /** Until its socket is closed, at the end of the test. */
    private static void background(Talk talk) {
        Thread thread = new Thread(() -> {
            try {
                talk.run();
            } catch (IOException over) {
                // The test has closed it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void aSlowHandlerIsNamed() {
        converse(address -> new SlowHandler());
        converse(address -> new QuickHandler());
        Verdict verdict = awaited(Finding.APPLICATION_BOUND, this::verdict);
        Verdict.Callee first = verdict.callees().get(0);
        assertThat(first.name()).isEqualTo(SlowHandler.class.getName());
        assertThat(part(first.time(), verdict.times().callbacks())).isGreaterThan(0.5);
        assertThat(verdict.toString()).startsWith("APPLICATION_BOUND: ").contains("in " + SlowHandler.class.getName());
    }

    @Test
    void aCallbackThatDoesNotReturnIsNamedWhileItHoldsTheLoop() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        running.peerOf(address -> new SlowHandler() {
                    @Override
                    public void dataReceived(Slice data) {
                        CompletableFuture.runAsync(() -> awaitQuietly(enough)).join();
                    }
                })
                .send("hold");
        Verdict verdict = awaited(Finding.APPLICATION_BOUND, this::verdict);
        enough.countDown();
        assertThat(verdict.callees().get(0).name()).startsWith(VerdictTest.class.getName() + "$");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    @Test
    void tasksAndTimersAreTheApplicationsToo() {
        running.loop().every(Duration.ofMillis(20), skipped -> RunningLoop.letPass(Duration.ofMillis(30)));
        Verdict verdict = awaited(Finding.APPLICATION_BOUND, this::verdict);
        assertThat(verdict.callees().get(0).name()).isEqualTo("timers");
    }

    // ---- The networking code

    /** Takes its input a byte at a time, however much waits. */
    private final class ByteByByte extends Protocol {
        private final Pool pool = new Pool(1 << 16);

        @Override
        public void connectionMade() {
            transport().receiveInto(pool.take(1));
        }

        @Override
        public void receivedInto(Region region, int count) {
            region.clear();
        }
    }

    @Test
    void aSystemCallForEachByteIsTheNetworkingCodes() {
        Peer peer = running.peerOf(address -> new ByteByByte());
        background(() -> {
            while (true) {
                peer.send(new byte[1 << 16]);
            }
        });
        Verdict verdict = awaited(Finding.NETWORKING_CODE_BOUND, this::verdict);
        assertThat(verdict.times().systemCalls()).isPositive();
        assertThat(verdict.times().receiving()).isPositive();
        assertThat(verdict.toString()).startsWith("NETWORKING_CODE_BOUND: ").contains("% receiving");
    }

    /** Frames of nothing, in batches that its protocol does not look at. */
    private static final class Unmoved extends FrameProtocol {
        private Unmoved() {
            super(Framing.lines(16));
        }

        @Override
        public void framesReceived(Frames frames) {
            // The frames are found, and nobody wants them.
        }
    }

    @Test
    void aFloodOfEmptyFramesIsTheNetworkingCodes() {
        Peer peer = running.peerOf(address -> new Unmoved());
        byte[] flood = new byte[1 << 16];
        Arrays.fill(flood, (byte) '\n');
        background(() -> {
            while (true) {
                peer.send(flood);
            }
        });
        Verdict verdict = awaited(Finding.NETWORKING_CODE_BOUND, this::verdict);
        assertThat(verdict.times().framing()).isPositive();
    }

    // ---- The network

    /** Sends without end, as fast as its peer takes it. */
    private static final class Endless extends Protocol implements PushProducer {
        private boolean paused;

        @Override
        public void connectionMade() {
            transport().registerProducer(this);
            resumeProducing();
        }

        @Override
        public void resumeProducing() {
            paused = false;
            while (!paused) {
                transport().write(new byte[8192]);
            }
        }

        @Override
        public void pauseProducing() {
            paused = true;
        }

        @Override
        public void stopProducing() {
            paused = true;
        }
    }

    /** A peer that reads a little from time to time. */
    private void readSlowly(Peer peer) {
        background(() -> {
            while (true) {
                peer.read(512);
                RunningLoop.letPass(Duration.ofMillis(20));
            }
        });
    }

    private Peer slowPeerOf(ProtocolFactory factory) {
        return running.closing(Peer.connectSlow(running.listen(factory)));
    }

    @Test
    void aPeerThatReadsSlowlyIsTheNetworks() {
        readSlowly(slowPeerOf(address -> new Endless()));
        Verdict verdict = awaited(Finding.NETWORK_BOUND, this::verdict);
        assertThat(verdict.times().blocked()).isGreaterThan(verdict.times().working());
        assertThat(verdict.evidence().unsentBytes()).isPositive();
        assertThat(verdict.evidence().blockedConnections()).isOne();
        assertThat(verdict.toString()).startsWith("NETWORK_BOUND: ").contains("1 connection blocked");
        assertThat(running.loop().verdict(Duration.ofMinutes(1)).evidence().sendsCut())
                .isPositive();
    }

    @Test
    void whatWasBlockedIsForgottenWithItsConnection() throws IOException {
        Peer peer = slowPeerOf(address -> new Endless());
        awaited(Finding.NETWORK_BOUND, this::verdict);
        peer.reset();
        Verdict verdict = awaited(Finding.IDLE, this::verdict);
        assertThat(verdict.evidence().unsentBytes()).isZero();
        assertThat(verdict.evidence().blockedConnections()).isZero();
    }

    // ---- Data loops

    private final class Listening extends Protocol {
        private final Feed feed;

        private Listening(Feed feed) {
            this.feed = feed;
        }

        @Override
        public void connectionMade() {
            transport().handOver(Role.subscriber(feed, Body.untilClose()));
        }
    }

    @Test
    void aDataLoopIsIdleOrBoundByTheNetwork() {
        DataLoop dataLoop = running.dataLoop();
        Feed feed =
                running.closing(running.loop().openFeed(dataLoop, Feed.Options.DEFAULTS.withBehindBytesMax(64 << 20)));
        awaited(Finding.IDLE, () -> dataLoop.verdict(WINDOW));

        slowPeerOf(address -> new Listening(feed));
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
        for (int i = 0; i < 256; i++) {
            feed.publish(Slice.of(new byte[1 << 16]));
        }
        Verdict verdict = awaited(Finding.NETWORK_BOUND, () -> dataLoop.verdict(WINDOW));
        assertThat(verdict.times().callbacks()).isZero();
        assertThat(verdict.evidence().blockedConnections()).isOne();
        assertThat(running.loop().verdict(WINDOW).finding()).isEqualTo(Finding.IDLE);
    }

    // ---- A JVM that stands still

    @Test
    void collectionsOfGarbageAreNeitherWaitingNorWork() {
        await().atMost(RunningLoop.PATIENCE).untilAsserted(() -> {
            for (int i = 0; i < 20; i++) {
                System.gc();
            }
            Verdict verdict = verdict();
            assertAddsUp(verdict);
            assertThat(part(verdict.times().standstill(), verdict.window()))
                    .as("%s", verdict)
                    .isGreaterThan(0.1);
        });
    }

    // ---- Windows

    @Test
    void theWindowIsNoLongerThanTheLoopHasRun() {
        long began = System.nanoTime();
        EventLoop loop = running.closing(EventLoop.open());
        assertThat(loop.verdict().window()).isZero();
        assertThat(loop.verdict()).hasToString("IDLE: nobody turned the loop");
        loop.start();
        awaited(Finding.IDLE, loop::verdict);
        assertThat(loop.verdict().window()).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - began));
        loop.close();
        Duration ran = loop.verdict().window();
        assertThat(loop.verdict().window()).isEqualTo(ran);
        assertAddsUp(loop.verdict());
    }

    @Test
    void theWindowIsAsLongAsAsked() {
        await().atMost(RunningLoop.PATIENCE).untilAsserted(() -> {
            assertThat(running.loop().verdict(Duration.ofSeconds(2)).window())
                    .isCloseTo(Duration.ofSeconds(2), Duration.ofSeconds(1));
            assertThat(running.loop().verdict().window()).isGreaterThan(Duration.ofSeconds(3));
        });
    }

    @Test
    void aWindowIsASecondToAMinute() {
        for (Duration wrong : new Duration[] {Duration.ofMillis(999), Duration.ofSeconds(61), Duration.ofSeconds(-5)}) {
            assertThatThrownBy(() -> running.loop().verdict(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("window");
        }
    }
}
