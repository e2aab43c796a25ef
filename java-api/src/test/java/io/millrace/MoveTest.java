package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection moves to another loop while it is used. */
class MoveTest extends TwoLoops {
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
