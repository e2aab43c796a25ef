package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Pool;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever any callback throws, the others on the loop notice nothing. */
class EveryCallbackTest {
    private static final int MUCH = 20 << 20; // more than any kernel takes for a peer that does not read

    private static final List<Supplier<Throwable>> THROWN = List.of(
            () -> new Exception("on purpose"),
            () -> new Error("on purpose"),
            StackOverflowError::new,
            OutOfMemoryError::new);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** What makes a callback come. */
    private interface Scene {
        void play(EveryCallbackTest test, Exploding exploding) throws IOException;
    }

    private static Scene protocol(Consumer<Transport> first, Consumer<Peer> then) {
        return (test, exploding) -> then.accept(test.running.peerOf(address -> exploding.protocol(first)));
    }

    private static Scene lines(boolean isRaw, String sent) {
        return (test, exploding) ->
                test.running.peerOf(address -> exploding.lines(isRaw)).send(sent);
    }

    private static Scene pushes(Consumer<Peer> then) {
        return (test, exploding) -> then.accept(test.running.peerOf(address -> exploding.protocol(transport -> {
            transport.registerProducer(exploding.pushes());
            transport.write(new byte[MUCH]);
        })));
    }

    private static Scene pulled(Consumer<Peer> then) {
        return (test, exploding) -> then.accept(test.running.peerOf(
                address -> exploding.protocol(transport -> transport.registerProducer(exploding.pulled()))));
    }

    private static Scene datagrams(Consumer<DatagramTransport> then) {
        return (test, exploding) -> {
            then.accept(Endpoint.udp("127.0.0.1", 0).openDatagrams(test.running.loop(), exploding.datagrams(), 8));
        };
    }

    private static void sendsItself(DatagramTransport socket, int length) {
        socket.send(new byte[length], new InetSocketAddress("127.0.0.1", socket.port()));
    }

    private static final Consumer<Peer> IGNORE = peer -> {};
    private static final Consumer<Transport> NOTHING = transport -> {};

    private static final Map<String, Scene> SCENES = Map.ofEntries(
            Map.entry("Protocol.connectionMade", protocol(NOTHING, IGNORE)),
            Map.entry("Protocol.dataReceived", protocol(NOTHING, EveryCallbackTest::sends)),
            Map.entry(
                    "Protocol.receivedInto",
                    protocol(transport -> transport.receiveInto(new Pool(4096).take(8)), EveryCallbackTest::sends)),
            Map.entry("Protocol.returned", EveryCallbackTest::returns),
            Map.entry("Protocol.drained", protocol(EveryCallbackTest::writesMuch, EveryCallbackTest::readsAll)),
            Map.entry("Protocol.refused", EveryCallbackTest::isRefused),
            Map.entry(
                    "Protocol.peerFinished",
                    protocol(transport -> transport.halfClose(true), EveryCallbackTest::finishes)),
            Map.entry("Protocol.finished", protocol(Transport::finish, EveryCallbackTest::readsAll)),
            Map.entry("Protocol.connectionLost", protocol(NOTHING, EveryCallbackTest::finishes)),
            Map.entry("LineProtocol.lineReceived", lines(false, "x\r\n")),
            Map.entry("LineProtocol.rawDataReceived", lines(true, "x")),
            Map.entry("LineProtocol.lineLengthExceeded", lines(false, "too long")),
            Map.entry("PushProducer.pauseProducing", pushes(IGNORE)),
            Map.entry("PushProducer.resumeProducing", pushes(EveryCallbackTest::readsAll)),
            Map.entry("PushProducer.stopProducing", pushes(EveryCallbackTest::resets)),
            Map.entry("PullProducer.resumeProducing", pulled(IGNORE)),
            Map.entry("PullProducer.stopProducing", pulled(EveryCallbackTest::resets)),
            Map.entry("DatagramProtocol.opened", datagrams(socket -> {})),
            Map.entry("DatagramProtocol.datagramReceived", datagrams(socket -> sendsItself(socket, 5))),
            Map.entry("DatagramProtocol.datagramCut", datagrams(socket -> sendsItself(socket, 50))),
            Map.entry("DatagramProtocol.closed", datagrams(DatagramTransport::close)));

    private static void sends(Peer peer) {
        quietly(() -> peer.send("x"));
    }

    private static void finishes(Peer peer) {
        quietly(peer::finish);
    }

    private static void readsAll(Peer peer) {
        quietly(peer::readAll);
    }

    private static void resets(Peer peer) {
        quietly(peer::reset);
    }

    private interface Talk {
        void run() throws IOException;
    }

    /** It may have been aborted meanwhile. */
    private static void quietly(Talk talk) {
        try {
            talk.run();
        } catch (IOException aborted) {
            // As it should be.
        }
    }

    private static void writesMuch(Transport transport) {
        transport.write(new byte[MUCH]);
    }

    private static void returns(EveryCallbackTest test, Exploding exploding) {
        Feed feed = test.running.loop().openFeed(test.running.dataLoop(), Feed.Options.DEFAULTS);
        test.running.peerOf(address -> exploding.protocol(transport -> {
            transport.handOver(Role.subscriber(feed, Body.untilClose()));
            transport.takeBack();
        }));
    }

    private static void isRefused(EveryCallbackTest test, Exploding exploding) {
        Feed feed = test.running.loop().openFeed(test.running.dataLoop(), Feed.Options.DEFAULTS);
        feed.abort();
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().state() == Feed.State.ENDED);
        test.running.peerOf(address ->
                exploding.protocol(transport -> transport.handOver(Role.subscriber(feed, Body.untilClose()))));
    }

    static Stream<String> callbacks() {
        return new TreeMap<>(SCENES).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void mayThrowAnything(String callback) throws Exception {
        Peer honest = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                transport().write(data);
            }
        });
        for (Supplier<Throwable> what : THROWN) {
            Bomb bomb = new Bomb(callback, what);
            SCENES.get(callback).play(this, new Exploding(bomb));
            RunningLoop.get(bomb.reached());
            assertThat(honest.send("unharmed").readText(8)).isEqualTo("unharmed");
        }
        running.loop().close();
        assertThat(RecordedLog.takeFailures()).as("said in the log").isNotEmpty();
    }

    @Test
    void allOfThemAreTried() {
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : List.of(
                Protocol.class, LineProtocol.class, DatagramProtocol.class, PushProducer.class, PullProducer.class)) {
            for (Method method : type.getDeclaredMethods()) {
                int kind = method.getModifiers();
                boolean isPublic = Modifier.isPublic(kind) && !Modifier.isFinal(kind) && !Modifier.isStatic(kind);
                if (isPublic && method.getReturnType() == void.class && !method.isSynthetic()) {
                    missing.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        missing.removeAll(SCENES.keySet());
        assertThat(missing).isEmpty();
    }

    // ---- Completions

    @Test
    void whatFollowsAFutureMayThrowAnything() throws Exception {
        int port = running.listen(address -> new Recorder());
        for (Supplier<Throwable> what : THROWN) {
            Bomb bomb = new Bomb("made", what);
            CompletableFuture<Protocol> made =
                    Endpoint.tcp("127.0.0.1", port).connect(running.loop(), address -> new Recorder());
            made.thenRun(() -> bomb.at("made")).thenRun(() -> fail("it goes on"));
            RunningLoop.get(made).transport().close();
            running.loop().later(Duration.ZERO, () -> bomb.at("timer"));
        }
        running.run(() -> {});
    }

    @Test
    void aWriteFromWithinAWritesCompletionWithoutEndIsNoRecursion() throws Exception {
        Chosen.needsNative("deliveries are native");
        AtomicInteger rounds = new AtomicInteger();
        AtomicLong deepest = new AtomicLong();
        Peer greedy = running.peerOf(address -> new Recorder() {
            @Override
            public void connectionMade() {
                again();
            }

            private void again() {
                long depth = StackWalker.getInstance()
                        .walk(frames -> frames.filter(
                                        frame -> frame.getMethodName().equals("again"))
                                .count());
                deepest.accumulateAndGet(depth, Math::max);
                rounds.incrementAndGet();
                transport().write("x");
                transport().delivered().thenRun(this::again);
            }
        });
        Peer honest = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                transport().write(data);
            }
        });
        for (int i = 0; i < 50; i++) {
            assertThat(greedy.read(1)).hasSize(1);
            assertThat(honest.send("x").readText(1)).isEqualTo("x");
        }
        greedy.reset();
        assertThat(rounds.get()).isGreaterThanOrEqualTo(50);
        assertThat(deepest).hasValue(1);
    }
}
