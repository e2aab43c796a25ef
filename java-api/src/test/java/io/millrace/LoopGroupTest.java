package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several loops share a listener's connections evenly, and each stays where it came. */
class LoopGroupTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Map<Integer, EventLoop> loopOf = new ConcurrentHashMap<>();
    private final List<Peer> peers = new ArrayList<>();

    /** Remembers on whose thread it was made, and says so. */
    private final class Placed extends Protocol {
        @Override
        public void connectionMade() {
            assertThat(transport().loop().inLoop()).isTrue();
            loopOf.put(loopOf.size(), transport().loop());
        }
    }

    private void connect(int port, int count) {
        for (int i = 0; i < count; i++) {
            int before = loopOf.size();
            peers.add(running.closing(Peer.connect(port)));
            await().atMost(RunningLoop.PATIENCE).until(() -> loopOf.size() == before + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takeConnectionsInTurn(boolean isStartedFirst) {
        LoopGroup group = running.closing(LoopGroup.open(3));
        if (isStartedFirst) {
            group.start();
        }
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(group, peer -> new Placed());
        if (!isStartedFirst) {
            group.start();
        }
        connect(listener.port(), 12);
        Map<EventLoop, Long> shares =
                loopOf.values().stream().collect(Collectors.groupingBy(loop -> loop, Collectors.counting()));
        assertThat(shares).hasSize(3).containsOnlyKeys(group.loops());
        assertThat(shares.values()).containsOnly(4L);
        assertThat(listener.connections()).isEqualTo(12);
    }

    @Test
    void goOnWhenOneIsClosed() {
        LoopGroup group = running.closing(LoopGroup.open(3));
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(group, peer -> new Placed());
        group.start();
        group.loops().get(1).close();
        connect(listener.port(), 6);
        assertThat(loopOf.values()).doesNotContain(group.loops().get(1));
    }

    @Test
    void keepConnectionsWhenTheListenerIsClosed() throws Exception {
        LoopGroup group = running.closing(LoopGroup.open(2));
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(group, peer -> new Placed());
        group.start();
        connect(listener.port(), 4);
        listener.close();
        await().atMost(RunningLoop.PATIENCE).until(() -> ProcessCounters.read().listeners() == 0);
        assertThat(listener.connections()).isEqualTo(4);
        for (Peer peer : peers) {
            peer.close();
        }
        await().atMost(RunningLoop.PATIENCE).until(() -> listener.connections() == 0);
    }

    @Test
    void serveClientsInTurn() {
        LoopGroup group = running.closing(LoopGroup.open(2));
        List<EventLoop> turns = List.of(group.next(), group.next(), group.next());
        assertThat(turns)
                .containsExactly(
                        group.loops().get(0),
                        group.loops().get(1),
                        group.loops().get(0));
        group.start();
        group.stop();
        group.close();
        assertThat(group.loops()).allMatch(EventLoop::isClosed);
    }

    @Test
    void leaveNothingWhenOneOfThemCannotTakePart() {
        LoopGroup group = running.closing(LoopGroup.open(2));
        group.loops().get(1).close();
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", 0).listen(group, peer -> null))
                .isInstanceOf(IllegalStateException.class);
        group.loops().get(0).start();
        await().atMost(RunningLoop.PATIENCE).until(() -> ProcessCounters.read().listeners() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 257})
    void areNeitherNoneNorTooMany(int loops) {
        assertThatThrownBy(() -> LoopGroup.open(loops)).isInstanceOf(IllegalArgumentException.class);
    }
}
