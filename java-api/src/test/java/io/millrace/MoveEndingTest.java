package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A loop is closed before a connection moves, meanwhile, or behind it. */
class MoveEndingTest extends TwoLoops {
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
    void whereTheOtherLoopIsClosedBeforeItSetsOutItStays() throws Exception {
        Echo echo = new Echo();
        Peer peer = running.peerOf(address -> echo);
        Transport transport = echo.awaitMade();
        EventLoop never = EventLoop.open();
        CompletableFuture<Void> move = running.on(() -> {
            CompletableFuture<Void> asked = transport.moveTo(never); // goes with the turn after this one
            never.close();
            return asked;
        });
        assertFails(move, MillraceException.STALE);
        assertThat(peer.send("still here").readText(10)).isEqualTo("still here");
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
}
