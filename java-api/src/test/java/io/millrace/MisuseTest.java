package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each misuse meets what is documented for it, and the others on the loop notice nothing. */
class MisuseTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    // ---- Ending in wrong places

    static Stream<Consumer<Transport>> endings() {
        return Stream.of(
                Transport::close,
                Transport::abort,
                transport -> {
                    transport.close();
                    transport.abort();
                },
                transport -> {
                    transport.abort();
                    transport.close();
                    transport.write("dropped");
                });
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aConnectionMayEndInAnyOfItsOwnCallbacks(Consumer<Transport> ending) throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        recorders.add(new Recorder() {
            @Override
            public void connectionMade() {
                super.connectionMade();
                ending.accept(transport());
            }
        });
        recorders.add(new Recorder() {
            @Override
            public void dataReceived(Slice data) {
                ending.accept(transport());
                data.toByteArray(); // still valid: the turn is not over
            }
        });
        recorders.add(new Recorder() {
            @Override
            public void connectionLost(Ending how) {
                ending.accept(transport());
                super.connectionLost(how);
            }
        });
        for (Recorder one : recorders) {
            Peer peer = running.peerOf(address -> one);
            try {
                peer.send("x").finish();
            } catch (IOException alreadyGone) {
                // It was aborted before it could be written to.
            }
            assertThat(one.awaitEnding()).isNotNull();
        }
    }

    @Test
    void aConnectionMayBeClosedByEightThreadsAtOnce() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Runnable ending = i % 2 == 0 ? transport::close : transport::abort;
            all.add(CompletableFuture.runAsync(() -> {
                RunningLoop.get(CompletableFuture.runAsync(() -> awaitLatch(start)));
                ending.run();
            }));
        }
        start.countDown();
        all.forEach(RunningLoop::get);
        peer.close();
        assertThat(recorder.awaitEnding().reason()).isIn(Reason.LOCAL_CLOSE, Reason.LOCAL_ABORT);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(RunningLoop.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void nothingMoreComesOnceItIsClosed() throws Exception {
        List<Integer> lengths = new ArrayList<>();
        Peer peer = running.peerOf(address -> new Recorder() {
            @Override
            public void dataReceived(Slice data) {
                lengths.add(data.length());
                transport().close();
            }
        });
        peer.send("one").send(new byte[100_000]).finish();
        assertThat(peer.readAll()).isEmpty();
        assertThat(running.on(() -> lengths.size())).isEqualTo(1);
    }

    // ---- Callbacks that fail

    static Stream<Arguments> failures() {
        List<Supplier<Throwable>> thrown = List.of(
                () -> new Exception("on purpose"),
                () -> new Error("on purpose"),
                StackOverflowError::new,
                OutOfMemoryError::new,
                () -> null);
        return Stream.of("build", "made", "data", "line", "lost", "feed", "deep")
                .flatMap(where -> thrown.stream().map(what -> Arguments.of(where, what)));
    }

    /** Throws whatever it is, checked or not; null becomes a NullPointerException. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static final class Failing extends Recorder {
        private final String where;
        private final Supplier<Throwable> what;

        Failing(String where, Supplier<Throwable> what) {
            this.where = where;
            this.what = what;
        }

        private void failIf(String here) {
            if (where.equals(here)) {
                MisuseTest.<RuntimeException>sneak(what.get());
            }
        }

        @Override
        public void connectionMade() {
            super.connectionMade();
            failIf("made");
        }

        @Override
        public void dataReceived(Slice data) {
            failIf("data");
            if (where.equals("deep")) {
                dataReceived(data);
            }
            transport().close();
        }

        @Override
        public void connectionLost(Ending ending) {
            super.connectionLost(ending);
            failIf("lost");
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatACallbackThrowsEndsItsOwnConnectionOnly(String where, Supplier<Throwable> what) throws Exception {
        Peer honest = running.peerOf(address -> new Echo());
        Failing failing = new Failing(where, what);
        Peer peer = running.closing(Peer.connect(running.listen(address -> {
            if (where.equals("build")) {
                MisuseTest.<RuntimeException>sneak(what.get());
            }
            return where.equals("line") ? lines(what) : failing;
        })));
        if (where.equals("feed")) {
            Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
            feed.onChange(change -> MisuseTest.<RuntimeException>sneak(what.get()));
            feed.clock(Duration.ofMillis(1));
            feed.abort();
        }
        try {
            peer.send("x\r\n").finish();
            peer.readAll();
        } catch (IOException reset) {
            // As it should be, after an abort.
        }
        assertThat(honest.send("unharmed").readText(8)).isEqualTo("unharmed");
        Awaitility.await()
                .atMost(RunningLoop.PATIENCE)
                .until(() -> !RecordedLog.takeFailures().isEmpty());
        if (where.equals("feed")) {
            running.loop().close();
            RecordedLog.takeFailures();
        }
    }

    private static Protocol lines(Supplier<Throwable> what) {
        return new LineProtocol() {
            @Override
            public void lineReceived(Slice line) {
                MisuseTest.<RuntimeException>sneak(what.get());
            }
        };
    }

    @Test
    void aFactoryThatAnswersNullRefusesTheConnection() throws Exception {
        Peer peer = running.peerOf(address -> null);
        try {
            assertThat(peer.readAll()).isEmpty();
        } catch (IOException reset) {
            // As documented.
        }
        int port = running.listen(address -> new Echo());
        assertThatThrownBy(
                        () -> RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(running.loop(), address -> null)))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aProtocolObjectServesOneConnection() throws Exception {
        int port = running.listen(address -> recorder);
        running.closing(Peer.connect(port));
        recorder.awaitMade();
        Peer second = running.closing(Peer.connect(port));
        assertThatThrownBy(() -> second.read(1)).isInstanceOf(IOException.class);
        assertThat(RecordedLog.takeFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("one connection"));
    }

    @Test
    void aProtocolHasNoTransportBeforeItsConnection() {
        assertThatThrownBy(recorder::transport)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connectionMade");
    }

    @Test
    void aCallbackThatDoesNotReturnHoldsItsOwnLoopOnly() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        running.loop().execute(() -> awaitLatch(release));
        int port =
                Endpoint.tcp("127.0.0.1", 0).listen(other, peer -> new Echo()).port();
        Peer peer = running.closing(Peer.connect(port));
        assertThat(peer.send("served").readText(6)).isEqualTo("served");
        release.countDown();
    }

    @Test
    void writingInDrainedWithoutEndDoesNotHoldTheLoop() throws Exception {
        Peer greedy = running.peerOf(address -> new Protocol() {
            @Override
            public void connectionMade() {
                drained();
            }

            @Override
            public void drained() {
                transport().write(new byte[100_000]);
            }
        });
        Peer honest = running.peerOf(address -> new Echo());
        for (int i = 0; i < 100; i++) {
            assertThat(greedy.read(100_000)).hasSize(100_000);
            assertThat(honest.send("x").readText(1)).isEqualTo("x");
        }
    }

    // ---- Handed over

    @Test
    void aConnectionThatIsHandedOverCannotBeWrittenTo() throws Exception {
        Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        running.run(() -> {
            transport.handOver(Role.subscriber(feed, Body.untilClose()));
            assertThatThrownBy(() -> transport.write("x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> transport.handOver(Role.subscriber(feed, Body.untilClose())))
                    .isInstanceOf(IllegalStateException.class);
        });
        assertThat(transport.isHandedOver()).isTrue();
        assertThat(transport.isOpen()).isFalse();
        for (Runnable write : List.<Runnable>of(
                () -> transport.write("x"),
                () -> transport.write(new byte[1]),
                () -> transport.write(ByteBuffer.allocate(1)),
                () -> transport.write(Slice.of("x")))) {
            assertThatThrownBy(write::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("handed over");
        }
        transport.pauseReading();
        transport.resumeReading();
        transport.deadline(Duration.ofMillis(1));
    }

    @Test
    void optionsOutOfBoundsAreRefused() {
        Feed.Options good = Feed.Options.DEFAULTS;
        List<Runnable> bad = List.of(
                () -> good.withBehindBytesMax(0),
                () -> good.withBehindBytesMax(-1),
                () -> good.withStall(Duration.ZERO),
                () -> good.withStall(Duration.ofSeconds(-1)),
                () -> good.withLinger(Duration.ofSeconds(-1)),
                () -> good.withHistoryBytes(-1),
                () -> Body.length(-1),
                () -> Endpoint.tcp("127.0.0.1", -1),
                () -> Endpoint.tcp("127.0.0.1", 65_536),
                () -> Endpoint.tcp("no such host.invalid", 1));
        for (Runnable one : bad) {
            assertThatThrownBy(one::run).isInstanceOf(IllegalArgumentException.class);
        }
        Feed feed = running.loop().openFeed(running.dataLoop(), good);
        assertThatThrownBy(() -> feed.clock(Duration.ofNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Role.subscriber(feed, Body.length(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Role.source(feed, Body.length(1)).limit(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
