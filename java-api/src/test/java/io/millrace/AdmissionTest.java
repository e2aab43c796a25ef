package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener lets in exactly as many as it may: the others wait, and a peer's one too many is turned away. */
class AdmissionTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final AtomicInteger made = new AtomicInteger();

    /** Says hello, so that the peer knows that it was let in. */
    private final class Greeter extends Protocol {
        @Override
        public void connectionMade() {
            made.incrementAndGet();
            transport().write("hello");
        }
    }

    private Listener listen(Listener.Options options) {
        return Endpoint.tcp("127.0.0.1", 0).listen(running.loop(), peer -> new Greeter(), options);
    }

    @Test
    void letsTheOthersWaitUntilOneLeaves() throws Exception {
        Listener listener = listen(Listener.Options.DEFAULTS.withConnectionsMax(3));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            peers.add(running.closing(Peer.connect(listener.port())));
        }
        for (int gone = 0; gone < 7; gone++) {
            assertThat(peers.get(gone + 2).readText(5)).isEqualTo("hello");
            running.run(() -> {}); // a turn in which it could have accepted one more
            assertThat(made).hasValue(gone + 3);
            assertThat(listener.connections()).isEqualTo(3);
            peers.get(gone).close();
        }
        assertThat(peers.get(9).readText(5)).isEqualTo("hello");
    }

    @Test
    void countsOverAllLoopsOfAGroup() throws Exception {
        LoopGroup group = running.closing(LoopGroup.open(2));
        group.start();
        Listener listener = Endpoint.tcp("127.0.0.1", 0)
                .listen(group, peer -> new Greeter(), Listener.Options.DEFAULTS.withConnectionsMax(2));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(running.closing(Peer.connect(listener.port())));
        }
        for (Peer peer : peers) {
            assertThat(peer.readText(5)).isEqualTo("hello");
            assertThat(listener.connections()).isBetween(1, 2);
            peer.close();
        }
        await().atMost(RunningLoop.PATIENCE).until(() -> listener.connections() == 0);
        assertThat(made).hasValue(20);
    }

    @Test
    void turnsAwayOneTooManyOfAPeer() throws Exception {
        Listener listener =
                listen(Listener.Options.DEFAULTS.withConnectionsMax(5).withConnectionsPerPeerMax(2));
        Peer first = running.closing(Peer.connect(listener.port()));
        Peer second = running.closing(Peer.connect(listener.port()));
        assertThat(first.readText(5)).isEqualTo("hello");
        assertThat(second.readText(5)).isEqualTo("hello");
        for (int i = 1; i <= 10; i++) { // more than may be open: those turned away count no more
            Gates.assertGone(running.closing(Peer.connect(listener.port())));
            int refused = i;
            await().atMost(RunningLoop.PATIENCE).until(() -> listener.connectionsRefused() == refused);
        }
        assertThat(made).hasValue(2);
        try (Socket another = new Socket(
                InetAddress.getByName("127.0.0.1"), listener.port(), InetAddress.getByName("127.0.0.2"), 0)) {
            assertThat(new String(another.getInputStream().readNBytes(5))).isEqualTo("hello");
        }
        first.close();
        await().atMost(RunningLoop.PATIENCE).until(() -> listener.connections() == 1);
        assertThat(running.closing(Peer.connect(listener.port())).readText(5)).isEqualTo("hello");
    }

    @Test
    void givesAPlaceBackWhenTheFactoryRefuses() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Listener listener = Endpoint.tcp("127.0.0.1", 0)
                .listen(
                        running.loop(),
                        peer -> asked.incrementAndGet() < 10 ? null : new Greeter(),
                        Listener.Options.DEFAULTS.withConnectionsMax(1));
        for (int i = 1; i < 10; i++) {
            Gates.assertGone(running.closing(Peer.connect(listener.port())));
        }
        assertThat(running.closing(Peer.connect(listener.port())).readText(5)).isEqualTo("hello");
    }

    @Test
    void refusesOptionsOutOfBounds() {
        Listener.Options good = Listener.Options.DEFAULTS;
        List<Runnable> bad = List.of(
                () -> good.withBacklog(0),
                () -> good.withBacklog(65_536),
                () -> good.withConnectionsMax(0),
                () -> good.withConnectionsPerPeerMax(0));
        bad.forEach(one -> assertThatThrownBy(one::run).isInstanceOf(IllegalArgumentException.class));
        assertThat(good.withBacklog(1).backlog()).isOne();
    }
}
