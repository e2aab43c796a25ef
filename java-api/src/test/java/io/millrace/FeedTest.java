package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Java and the clock publish, and what a feed tells of itself. */
class FeedTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Gates gates;

    @BeforeEach
    void open() {
        gates = new Gates(running);
    }

    @Test
    void javaPublishesFromAnyThreadInOrder() throws Exception {
        Peer listener = gates.listener("close");
        Peer speaker = running.closing(Peer.connect(running.listen(peer -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                gates.feed().publish(data);
                gates.feed().publish(Slice.of(", "));
            }
        })));
        speaker.send("from a connection");
        assertThat(listener.readText(19)).isEqualTo("from a connection, ");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            expected.append(i).append(' ');
            gates.feed().publish(Slice.of(i + " "));
        }
        gates.feed().close();
        gates.feed().publish(Slice.of("never seen"));
        assertThat(listener.readAllText()).isEqualTo(expected.toString());
    }

    @Test
    void theClockTicksWithoutJava() throws Exception {
        gates.feed().clock(Duration.ofMillis(5));
        Peer listener = gates.listener("close");
        long crossings = running.loop().counters().crossings();
        StringBuilder lines = new StringBuilder();
        while (lines.chars().filter(letter -> letter == '\n').count() < 20) {
            lines.append(listener.readText(1));
        }
        assertThat(lines.toString().lines()).allSatisfy(line -> assertThat(line).isNotBlank());
        assertThat(running.loop().counters().crossings())
                .as("crossings of the control loop")
                .isEqualTo(crossings);
        assertThat(gates.dataLoop().counters().crossings()).isZero();
    }

    @Test
    void itsChangesAndFiguresTellItsLife() throws Exception {
        gates.open(Feed.Options.DEFAULTS.withLinger(Duration.ofMinutes(1)));
        List<Feed.Change> changes = new CopyOnWriteArrayList<>();
        gates.feed().onChange(changes::add);
        assertThat(gates.feed().stats().state()).isEqualTo(Feed.State.WAITING);
        Peer listener = gates.listener("close");
        Peer source = gates.connect("source 4");
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().hasSource());
        assertThat(gates.feed().stats().state()).isEqualTo(Feed.State.LIVE);
        assertThat(gates.gate(1).transport().stats().state()).isEqualTo(ConnectionStats.State.SOURCE);
        source.send("1234");
        assertThat(listener.readText(4)).isEqualTo("1234");
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().state() == Feed.State.LINGERING);
        assertThat(gates.feed().stats().publishedBytes()).isEqualTo(4);
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().deliveredBytes() == 4);
        gates.connect("source 2\n56");
        assertThat(listener.readText(2)).isEqualTo("56");
        gates.feed().abort();
        Gates.assertGone(listener);
        await().atMost(RunningLoop.PATIENCE)
                .until(() ->
                        !changes.isEmpty() && changes.get(changes.size() - 1).state() == Feed.State.ENDED);
        assertThat(changes)
                .extracting(Feed.Change::state)
                .startsWith(Feed.State.WAITING, Feed.State.LIVE, Feed.State.LINGERING);
        assertThat(gates.feed().stats().state()).isEqualTo(Feed.State.ENDED);
        assertThat(gates.feed().stats().publishedBytes()).isEqualTo(6);
    }

    @Test
    void whoAsksForChangesLateIsToldTheLastOneAtOnce() {
        gates.feed().abort();
        await().atMost(RunningLoop.PATIENCE).until(() -> gates.feed().stats().state() == Feed.State.ENDED);
        CompletableFuture<Feed.State> late = new CompletableFuture<>();
        gates.feed().onChange(change -> late.complete(change.state()));
        assertThat(RunningLoop.get(late)).isEqualTo(Feed.State.ENDED);
    }

    @Test
    void whoAsksForChangesWhenHomeIsClosedIsToldHereAndNow() {
        EventLoop home = EventLoop.open();
        Feed feed = home.openFeed(gates.dataLoop(), Feed.Options.DEFAULTS);
        home.close();
        List<Feed.State> told = new ArrayList<>();
        feed.onChange(change -> told.add(change.state()));
        assertThat(told).containsExactly(Feed.State.ENDED);
    }

    @Test
    void bytesAreNotCopiedForEachListener() throws Exception {
        byte[] body = Gates.random(1 << 20);
        List<Peer> listeners = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            listeners.add(gates.listener("close"));
        }
        gates.connect("source " + body.length).send(body);
        AtomicInteger whole = new AtomicInteger();
        for (Peer listener : listeners) {
            whole.addAndGet(listener.readAll().length);
        }
        assertThat(whole.get()).isEqualTo(8 * body.length);
        LoopCounters counters = gates.dataLoop().counters();
        assertThat(counters.bytesOut()).isGreaterThanOrEqualTo(8L * body.length);
        assertThat(counters.bytesCopiedTails() + counters.bytesCopiedFraming())
                .as("copied, of %s delivered", counters.bytesOut())
                .isLessThanOrEqualTo(body.length);
    }
}
