package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams in which something goes wrong: the right one ends for the right reason, and the others do not notice. */
class StreamTroubleTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Gates gates;

    @BeforeEach
    void open() {
        gates = new Gates(running);
    }

    @Test
    void aSecondSourceIsRefusedAndStaysAtHome() throws Exception {
        gates.connect("source close");
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().hasSource());
        gates.connect("source close");
        assertThat(RunningLoop.get(gates.gate(1).refused).code()).isEqualTo(MillraceException.BUSY);
        assertThat(gates.gate(1).transport().isOpen()).isTrue();
    }

    @Test
    void nobodyJoinsAFeedThatHasEnded() throws Exception {
        gates.feed().abort();
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().state() == Feed.State.ENDED);
        gates.connect("listen close");
        assertThat(RunningLoop.get(gates.gate(0).refused).operation()).isEqualTo("hand over");
    }

    /** More commands than the block holds: those that are refused on the way are told though nothing else happens. */
    @Test
    void aHandOverThatIsRefusedBetweenTwoTurnsIsToldWithoutWaiting() throws Exception {
        Recorder recorder = new Recorder();
        running.peerOf(peer -> recorder);
        Transport transport = recorder.awaitMade();
        Feed feed = gates.feed();
        feed.abort();
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().state() == Feed.State.ENDED);
        running.run(() -> {
            transport.handOver(Role.subscriber(feed, Body.untilClose()));
            for (int i = 0; i < 3000; i++) {
                transport.takeBack();
            }
        });
        assertThat(RunningLoop.get(recorder.refused).operation()).isEqualTo("hand over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nhelloX", "g\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "5\nhello", "\r\n"})
    void aMalformedChunkIsAProtocolError(String bytes) throws Exception {
        gates.connect("return chunked\n" + bytes);
        StreamResult result = RunningLoop.get(gates.gate(0).returned);
        assertThat(result.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(result.detail()).isBetween(0L, (long) bytes.length());
    }

    @Test
    void aSourceThatSendsMoreThanItMayIsToldSo() throws Exception {
        gates.connect("limit close").send("12345678901");
        StreamResult result = RunningLoop.get(gates.gate(0).returned);
        assertThat(result.reason()).isEqualTo(Reason.LIMIT);
        assertThat(result.detail()).isEqualTo(10);
    }

    @Test
    void aListenerThatLagsIsEndedAndTheOthersDoNotNotice() throws Exception {
        gates.open(Feed.Options.DEFAULTS.withBehindBytesMax(1 << 20));
        Peer slow = gates.listener(gates.slowPeer(), "close");
        Peer good = gates.listener("close");
        byte[] body = Gates.random(16 << 20);
        Peer source = gates.connect("source " + body.length);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                for (int at = 0; at < body.length; at += 100_000) {
                    source.send(Arrays.copyOfRange(body, at, Math.min(body.length, at + 100_000)));
                    long sent = Math.min(body.length, at + 100_000);
                    // A live source sends no faster than its listeners take it.
                    await().atMost(RunningLoop.PATIENCE)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> gates.gate(1).transport().stats().bytesOut() + (512 << 10) > sent);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        assertThat(good.readAll()).isEqualTo(body);
        RunningLoop.get(sending);
        Ending ending = RunningLoop.get(gates.gate(0).ended);
        assertThat(ending.reason()).isEqualTo(Reason.LAG);
        assertThat(ending.by()).isEqualTo(Ending.By.LOCAL);
        assertThat(slow.socket().isClosed()).isFalse();
    }

    @Test
    void aListenerThatTakesNothingOfAPacedFeedIsStalled() throws Exception {
        gates.open(Feed.Options.DEFAULTS
                .withSlow(Feed.Slow.PACE)
                .withBehindBytesMax(1 << 20)
                .withStall(Duration.ofMillis(300)));
        gates.listener(gates.slowPeer(), "close");
        Peer good = gates.listener("close");
        byte[] body = Gates.random(16 << 20);
        Peer source = gates.connect("source " + body.length);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                source.send(body);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        assertThat(good.readAll()).isEqualTo(body);
        RunningLoop.get(sending);
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isEqualTo(Reason.STALLED);
        assertThat(RunningLoop.get(gates.gate(1).ended).reason()).isEqualTo(Reason.FEED_ENDED);
    }

    @Test
    void aHandedOverConnectionCanBeClosedFromHome() throws Exception {
        Peer listener = gates.listener("close");
        gates.gate(0).transport().close();
        assertThat(listener.readAll()).isEmpty();
        listener.close();
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void aHandedOverConnectionCanBeAbortedFromHome() throws Exception {
        gates.listener("close");
        gates.gate(0).transport().abort();
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isEqualTo(Reason.LOCAL_ABORT);
        gates.awaitSubscribers(0);
    }

    @Test
    void aListenerThatGoesAwayIsReportedAtHome() throws Exception {
        Peer listener = gates.listener("close");
        listener.reset();
        gates.feed().publish(Slice.of("to nobody"));
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isEqualTo(Reason.PEER_RESET);
    }

    @Test
    void closingTheDataLoopEndsItsConnections() throws Exception {
        Peer listener = gates.listener("close");
        gates.dataLoop().close();
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isIn(Reason.LOOP_CLOSED, Reason.FEED_ENDED);
        listener.close();
        gates.awaitPublished(0);
        assertThat(gates.feed().stats().state()).isEqualTo(Feed.State.ENDED);
    }

    @Test
    void closingTheHomeLoopEndsWhatItHandedOver() throws Exception {
        EventLoop home = running.closing(EventLoop.open());
        home.start();
        Gates others = new Gates(running, home);
        Peer listener = others.listener("close");
        home.close();
        assertThat(RunningLoop.get(others.gate(0).ended).reason()).isEqualTo(Reason.LOOP_CLOSED);
        Gates.assertGone(listener);
    }
}
