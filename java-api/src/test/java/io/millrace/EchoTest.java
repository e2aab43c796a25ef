package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in goes out again, over real sockets, whatever its size and however it is cut. */
class EchoTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    /** Writes from the heap, so that the bytes go through lent segments. */
    private static final class CopyingEcho extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 1000, 4096, 65_535, 65_536, 65_537, 200_000, 3_000_000})
    void answersEachSize(int size) throws Exception {
        for (ProtocolFactory factory : new ProtocolFactory[] {peer -> new Echo(), peer -> new CopyingEcho()}) {
            byte[] sent = random(size);
            Peer peer = running.peerOf(factory);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(peer, sent));

            assertThat(peer.read(size)).isEqualTo(sent);
            RunningLoop.get(sending);
        }
    }

    @Test
    void answersOneByteAtATime() throws Exception {
        Peer peer = running.peerOf(peer1 -> new Echo());
        byte[] sent = random(2000);
        for (byte octet : sent) {
            peer.send(octet);
            assertThat(peer.read(1)).containsExactly(octet);
        }
    }

    @Test
    void answersManyConnectionsAtOnce() throws Exception {
        int port = running.listen(peer -> new Echo());
        Peer[] peers = new Peer[200];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = running.closing(Peer.connect(port));
        }
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < peers.length; i++) {
                peers[i].send("round " + round + " of " + i + ".");
            }
            for (int i = 0; i < peers.length; i++) {
                String expected = "round " + round + " of " + i + ".";
                assertThat(peers[i].readText(expected.length())).isEqualTo(expected);
            }
        }
    }

    @Test
    void keepsEachConnectionsBytesApartWhileTheyAreWrittenIntoOneSegment() throws Exception {
        int port = running.listen(peer -> new CopyingEcho());
        Peer[] peers = new Peer[50];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = running.closing(Peer.connect(port));
        }
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int i = random.nextInt(peers.length);
            byte[] sent = new byte[1 + random.nextInt(5000)];
            Arrays.fill(sent, (byte) i);
            peers[i].send(sent);
            assertThat(peers[i].read(sent.length)).isEqualTo(sent);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void send(Peer peer, byte[] bytes) {
        try {
            peer.send(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
