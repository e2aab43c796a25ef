package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection moves to another loop while it is used. */
class MoveTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();
    private EventLoop other;

    @BeforeEach
    void openAnother() {
        other = running.closing(EventLoop.open());
        other.start();
    }

    private static void assertFails(CompletableFuture<Void> move, int code) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> RunningLoop.get(move))
                .withCauseInstanceOf(MillraceException.class)
                .satisfies(why ->
                        assertThat(((MillraceException) why.getCause()).code()).isEqualTo(code));
    }

    /** Sends everything back, and remembers where it was called. */
    private static final class Echo extends Recorder {
        final List<EventLoop> loops = new CopyOnWriteArrayList<>();

        @Override
        public void dataReceived(Slice data) {
            assertThat(transport().loop().inLoop()).isTrue();
            loops.add(transport().loop());
            transport().write(data);
        }
    }

    @Test
    void callbacksComeOnTheOtherThreadOnceItHasArrived() throws Exception {
        Echo echo = new Echo();
        Peer peer = running.peerOf(address -> echo);
        Transport transport = echo.awaitMade();
        assertThat(peer.send("here").readText(4)).isEqualTo("here");
        CompletableFuture<Boolean> isThere =
                running.on(() -> transport.moveTo(other).thenApply(nothing -> other.inLoop()));
        assertThat(RunningLoop.get(isThere)).isTrue();
        assertThat(transport.loop()).isSameAs(other);
        assertThat(peer.send("there").readText(5)).isEqualTo("there");
        assertThat(echo.loops).containsExactly(running.loop(), other);
        transport.close();
        assertThat(peer.readAllText()).isEmpty();
        peer.close();
        assertThat(echo.awaitEnding().reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void tcpIsAskedOnTheLoopItIsOn() throws Exception {
        Chosen.needsNative("the JDK does not ask TCP");
        Echo echo = new Echo();
        Peer peer = running.peerOf(address -> echo);
        Transport transport = echo.awaitMade();
        RunningLoop.get(transport.moveTo(other));
        assertThat(peer.send("there").readText(5)).isEqualTo("there");
        assertThat(transport.tcpInfo().acknowledgedBytes()).isPositive();
    }

    @Test
    void itMovesBackAndForthUnderTrafficWithoutLosingAByte() throws Exception {
        Echo echo = new Echo();
        Peer peer = running.peerOf(address -> echo);
        Transport transport = echo.awaitMade();
        for (int i = 0; i < 300; i++) {
            EventLoop next = i % 2 == 0 ? other : running.loop();
            String text = "message " + i;
            peer.send(text);
            CompletableFuture<Void> moved = transport.moveTo(next);
            assertThat(peer.readText(text.length())).isEqualTo(text);
            RunningLoop.get(moved);
        }
    }

    @Test
    void eachThreadsWritesKeepTheirOrder() throws Exception {
        int threads = 4;
        int writes = 5_000;
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = Character.toString('a' + t);
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < writes; i++) {
                            transport.write(name + i + "\n");
                        }
                    },
                    task -> new Thread(task).start()));
        }
        // The loops' own threads write too, each where it can at once, in between and afterwards.
        CompletableFuture<Void> moves = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                EventLoop from = transport.loop();
                EventLoop to = from == other ? running.loop() : other;
                int number = i;
                from.execute(() -> {
                    transport.write("m" + 3 * number + "\n");
                    CompletableFuture<Void> moved = transport.moveTo(to);
                    transport.write("m" + (3 * number + 1) + "\n");
                    moved.thenRun(() -> transport.write("m" + (3 * number + 2) + "\n"));
                });
                await().until(() -> transport.loop() == to);
            }
        });
        int[] next = new int[256];
        int lines = threads * writes + 600;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (lines > 0) {
            byte read = peer.read(1)[0];
            if (read != '\n') {
                line.write(read);
                continue;
            }
            String text = line.toString(StandardCharsets.US_ASCII);
            assertThat(Integer.parseInt(text.substring(1))).as(text).isEqualTo(next[text.charAt(0)]++);
            line.reset();
            lines--;
        }
        writers.forEach(RunningLoop::get);
        RunningLoop.get(moves);
    }

    @Test
    void linesInLockstepGoOn() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new LineProtocol("\n", 100, LineProtocol.Delivery.LOCKSTEP) {
            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString(StandardCharsets.US_ASCII)
                        + transport().loop().inLoop());
                transport().moveTo(transport().loop() == other ? running.loop() : other);
                sendLine(line);
                nextLine();
            }
        });
        for (int i = 0; i < 100; i++) {
            peer.send("line " + i + "\n");
        }
        for (int i = 0; i < 100; i++) {
            String line = "line " + i;
            assertThat(peer.readText(line.length() + 1)).isEqualTo(line + "\n");
            assertThat(lines.get(i)).isEqualTo(line + true);
        }
    }

    @Test
    void aProducerMovesAlong() throws Exception {
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        int total = 20_000; // more than two kernels hold
        transport.registerProducer(new PullProducer() {
            private int pieces;

            @Override
            public void resumeProducing() {
                assertThat(transport.loop().inLoop()).isTrue();
                transport.write(new byte[1000]);
                if (++pieces == total) {
                    transport.unregisterProducer();
                    transport.close();
                }
            }

            @Override
            public void stopProducing() {}
        });
        for (int i = 0; i < 20; i++) {
            peer.read(1000);
            RunningLoop.get(transport.moveTo(i % 2 == 0 ? other : running.loop()));
        }
        assertThat(peer.readAll()).hasSize((total - 20) * 1000);
        recorder.awaitEnding();
    }

    @Test
    void aSuppliedRegionMovesAlong() throws Exception {
        Region region = new Pool(1 << 20).take(1 << 16);
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void connectionMade() {
                transport().receiveInto(region);
                recorder.made.complete(transport());
            }

            @Override
            public void receivedInto(Region into, int count) {
                assertThat(transport().loop().inLoop()).isTrue();
                if (into.room() == 0) {
                    all.complete(into.toSlice().toByteArray());
                }
            }
        });
        Transport transport = recorder.awaitMade();
        byte[] sent = new byte[1 << 16];
        for (int i = 0; i < 64; i++) {
            byte[] piece = new byte[1 << 10];
            Arrays.fill(piece, (byte) i);
            System.arraycopy(piece, 0, sent, i << 10, piece.length);
            peer.send(piece);
            RunningLoop.get(transport.moveTo(i % 2 == 0 ? other : running.loop()));
        }
        assertThat(RunningLoop.get(all)).isEqualTo(sent);
        transport.abort();
        await().until(() -> transport.ending().isPresent());
        region.release();
    }

    @Test
    void whatWasRetainedStaysAndCanBeWritten() throws Exception {
        List<Slice> kept = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new Recorder() {
            @Override
            public void connectionMade() {
                recorder.made.complete(transport());
            }

            @Override
            public void dataReceived(Slice data) {
                kept.add(data.retain());
            }
        });
        Transport transport = recorder.awaitMade();
        peer.send("hello");
        await().until(() -> !kept.isEmpty());
        RunningLoop.get(transport.moveTo(other));
        RunningLoop.get(CompletableFuture.runAsync(() -> transport.write(kept.get(0)), other));
        assertThat(peer.readText(5)).isEqualTo("hello");
        kept.get(0).release();
    }

    @Test
    void deliveriesAndUnsentBytesMoveAlong() throws Exception {
        Chosen.needsNative("the JDK does not know what a peer has acknowledged");
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        byte[] much = new byte[8 << 20];
        transport.write(much);
        CompletableFuture<Void> delivered = transport.delivered();
        RunningLoop.get(transport.moveTo(other));
        assertThat(transport.isCrowded()).isTrue();
        assertThat(delivered).isNotDone();
        peer.read(much.length);
        RunningLoop.get(delivered);
        await().until(() -> !transport.isCrowded());
        long unsent = RunningLoop.get(CompletableFuture.supplyAsync(transport::unsentBytes, other));
        assertThat(unsent).isZero();
    }

    @Test
    void whereTheOtherLoopIsClosedItStays() throws Exception {
        Echo echo = new Echo();
        Peer peer = running.peerOf(address -> echo);
        Transport transport = echo.awaitMade();
        other.close();
        CompletableFuture<Void> move = transport.moveTo(other);
        assertFails(move, MillraceException.STALE);
        assertThat(transport.loop()).isSameAs(running.loop());
        assertThat(peer.send("still here").readText(10)).isEqualTo("still here");
        RunningLoop.get(transport.moveTo(running.loop()));
    }

    @Test
    void aLoopThatClosesBeforeItTookTheConnectionEndsIt() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        EventLoop never = EventLoop.open();
        CompletableFuture<Void> move = transport.moveTo(never);
        running.run(() -> {}); // it goes with the turn after this one
        running.run(() -> {});
        transport.write("nobody reads this");
        assertThat(move).isNotDone();
        never.close();
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
        assertFails(move, MillraceException.STALE);
        assertThat(recorder.endings).hasValue(1);
    }

    @Test
    void aLoopThatClosesBeforeTheOtherTookTheConnectionEndsIt() {
        EventLoop closing = EventLoop.open();
        closing.start();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(closing, address -> recorder);
        running.closing(Peer.connect(listener.port()));
        Transport transport = recorder.awaitMade();
        EventLoop later = running.closing(EventLoop.open());
        CompletableFuture<Void> move = transport.moveTo(later);
        RunningLoop.get(CompletableFuture.runAsync(() -> {}, closing));
        CompletableFuture<Void> delivered = transport.delivered();
        closing.close();
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
        assertFails(move, MillraceException.STALE);
        assertThat(delivered).isCompletedExceptionally();
        later.start(); // what comes there all the same is nobody's
    }

    @Test
    void whereBothLoopsCloseUnderWayItEndsOnce() {
        for (boolean oldFirst : new boolean[] {true, false}) {
            Recorder each = new Recorder();
            EventLoop old = EventLoop.open();
            old.start();
            Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(old, address -> each);
            running.closing(Peer.connect(listener.port()));
            Transport transport = each.awaitMade();
            EventLoop never = EventLoop.open();
            CompletableFuture<Void> move = transport.moveTo(never);
            RunningLoop.get(CompletableFuture.runAsync(() -> {}, old));
            (oldFirst ? old : never).close();
            (oldFirst ? never : old).close();
            assertThat(each.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
            assertThat(move).isCompletedExceptionally();
            assertThat(each.endings).hasValue(1);
        }
    }

    @Test
    void whatIsAskedUnderWayIsDoneWhenItArrives() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        EventLoop later = running.closing(EventLoop.open());
        CompletableFuture<Void> move = transport.moveTo(later);
        running.run(() -> transport.write("from the old loop, "));
        transport.write("from another thread");
        assertThatIllegalStateException().isThrownBy(transport::tcpInfo);
        CompletableFuture<Void> back = transport.moveTo(running.loop());
        transport.write(", and back");
        transport.finish();
        assertThat(move).isNotDone();
        later.start();
        assertThat(peer.readAllText()).isEqualTo("from the old loop, from another thread, and back");
        RunningLoop.get(back);
        assertThat(transport.loop()).isSameAs(running.loop());
    }

    @Test
    void aLoopThatClosesUnderWayKeepsNobodyWaiting() throws Exception {
        for (int i = 0; i < 50; i++) {
            Echo echo = new Echo();
            Peer peer = running.peerOf(address -> echo);
            Transport transport = echo.awaitMade();
            EventLoop closing = EventLoop.open();
            closing.start();
            CompletableFuture<Void> move = transport.moveTo(closing);
            for (int spin = 0; spin < i * 200; spin++) {
                Thread.onSpinWait();
            }
            closing.close();
            RunningLoop.get(move.handle((nothing, failed) -> null));
            if (move.isCompletedExceptionally() && transport.isOpen()) {
                assertThat(peer.send("stays").readText(5)).isEqualTo("stays");
            } else {
                assertThat(echo.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
            }
            peer.close();
            echo.awaitEnding();
        }
    }

    @Test
    void aLoopThatClosesBehindItLeavesItAloneOrTakesItAlong() throws Exception {
        for (int i = 0; i < 50; i++) {
            Echo echo = new Echo();
            EventLoop closing = EventLoop.open();
            closing.start();
            Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(closing, address -> echo);
            Peer peer = running.closing(Peer.connect(listener.port()));
            Transport transport = echo.awaitMade();
            CompletableFuture<Void> move = transport.moveTo(other);
            for (int spin = 0; spin < i * 200; spin++) {
                Thread.onSpinWait();
            }
            closing.close();
            RunningLoop.get(move.handle((nothing, failed) -> null));
            if (move.isCompletedExceptionally()) {
                assertThat(echo.awaitEnding().reason()).isEqualTo(Reason.LOOP_CLOSED);
            } else {
                assertThat(peer.send("moved").readText(5)).isEqualTo("moved");
            }
            peer.close();
            echo.awaitEnding();
        }
    }

    @Test
    void whoIsHandedOverClosingOrLostDoesNotMove() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
        transport.handOver(Role.subscriber(feed, Body.untilClose()));
        await().until(transport::isHandedOver);
        assertThatIllegalStateException().isThrownBy(() -> transport.moveTo(other));
        transport.takeBack();
        RunningLoop.get(recorder.returned);
        transport.close();
        assertFails(transport.moveTo(other), MillraceException.WRONG_STATE);
        peer.close();
        recorder.awaitEnding();
        assertFails(transport.moveTo(other), MillraceException.WRONG_STATE);
        feed.close();
    }
}
