package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each direction of a connection has an end of its own. */
class HalfCloseTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Remembers the ends, and what is in between. */
    private static final class Halves extends Recorder {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void peerFinished() {
            calls.add("peer finished after " + received().length);
        }

        @Override
        public void finished() {
            calls.add("finished");
        }

        @Override
        public void connectionLost(Ending ending) {
            calls.add("lost");
            super.connectionLost(ending);
        }
    }

    private final Halves halves = new Halves();

    @Test
    void ourEndComesBehindTheLastByteAndInputGoesOn() throws Exception {
        Peer peer = running.peerOf(address -> halves);
        Transport transport = halves.awaitMade();
        byte[] bytes = new byte[4 << 20];
        transport.write(bytes);
        transport.finish();
        transport.finish();
        transport.write("too late");
        assertThat(peer.readAll()).isEqualTo(bytes);
        await().untilAsserted(() -> assertThat(halves.calls).containsExactly("finished"));
        assertThat(transport.isOpen()).isFalse();
        peer.send("still talking");
        await().untilAsserted(() ->
                assertThat(halves.received()).isEqualTo("still talking".getBytes(StandardCharsets.US_ASCII)));
        peer.close();
        assertThat(halves.awaitEnding().reason()).isEqualTo(Reason.PEER_CLOSED);
    }

    @Test
    void thePeersEndIsToldAndOutputGoesOn() throws Exception {
        Peer peer = running.peerOf(address -> halves);
        Transport transport = halves.awaitMade();
        transport.halfClose(true);
        running.run(() -> {});
        peer.send("question").finish();
        await().untilAsserted(() -> assertThat(halves.calls).containsExactly("peer finished after 8"));
        transport.write("answer");
        transport.close();
        assertThat(peer.readAllText()).isEqualTo("answer");
        assertThat(halves.awaitEnding().reason()).isEqualTo(Reason.LOCAL_CLOSE);
        assertThat(halves.calls).containsExactly("peer finished after 8", "lost");
    }

    @Test
    void unlessThatIsWantedThePeersEndCloses() throws Exception {
        Peer peer = running.peerOf(address -> halves);
        Transport transport = halves.awaitMade();
        transport.halfClose(true);
        transport.halfClose(false);
        peer.send("question").finish();
        assertThat(halves.awaitEnding().reason()).isEqualTo(Reason.PEER_CLOSED);
        assertThat(halves.calls).containsExactly("lost");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothEndsEndTheConnectionWhicheverCameFirst(boolean oursFirst) throws Exception {
        Peer peer = running.peerOf(address -> halves);
        Transport transport = halves.awaitMade();
        transport.halfClose(true);
        running.run(() -> {});
        if (oursFirst) {
            transport.finish();
            assertThat(peer.readAllText()).isEmpty();
            peer.finish();
        } else {
            peer.finish();
            await().until(() -> !halves.calls.isEmpty());
            transport.finish();
            assertThat(peer.readAllText()).isEmpty();
        }
        assertThat(halves.awaitEnding().reason()).isEqualTo(Reason.PEER_CLOSED);
        assertThat(halves.calls).contains("peer finished after 0").endsWith("lost");
        assertThat(halves.endings).hasValue(1);
    }

    @Test
    void linesStillComeAfterOurEnd() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new LineProtocol() {
            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString());
                transport().finish();
            }
        });
        peer.send("one\r\ntwo\r\nthree\r\n");
        assertThat(peer.readAllText()).isEmpty();
        peer.send("four\r\n");
        await().untilAsserted(() -> assertThat(lines).hasSize(4));
    }
}
