package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who writes to a connection is held up where its peer does not read. */
class ProducerTest {
    private static final int PIECE = 10_000;
    private static final int TOTAL = 8 << 20;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    /** Writes numbered pieces until it is paused, and unregisters after the last. */
    private final class Pusher implements PushProducer {
        final List<String> calls = new ArrayList<>();
        final CompletableFuture<Void> stopped = new CompletableFuture<>();
        private final Transport transport;
        private int written;
        private boolean paused;
        long most;

        Pusher(Transport transport) {
            this.transport = transport;
        }

        void produce() {
            while (!paused && written < TOTAL) {
                byte[] piece = piece(written);
                written += piece.length;
                transport.write(piece);
                most = Math.max(most, transport.unsentBytes());
            }
            if (written == TOTAL) {
                transport.unregisterProducer();
                transport.close();
            }
        }

        @Override
        public void pauseProducing() {
            paused = true;
            calls.add("pause");
        }

        @Override
        public void resumeProducing() {
            paused = false;
            calls.add("resume");
            produce();
        }

        @Override
        public void stopProducing() {
            paused = true;
            calls.add("stop");
            stopped.complete(null);
        }
    }

    /** The bytes of a stream from a place on: each tells where it is. */
    private static byte[] piece(int from) {
        byte[] piece = new byte[Math.min(PIECE, TOTAL - from)];
        for (int i = 0; i < piece.length; i++) {
            piece[i] = (byte) ((from + i) % 251);
        }
        return piece;
    }

    private static byte[] all() {
        byte[] all = new byte[TOTAL];
        for (int i = 0; i < TOTAL; i++) {
            all[i] = (byte) (i % 251);
        }
        return all;
    }

    private Peer slowPeer() {
        return running.closing(Peer.connectSlow(running.listen(address -> recorder)));
    }

    @Test
    void whoPushesIsPausedWithinTheWriteAndResumedWhenItIsDrained() throws Exception {
        Peer peer = slowPeer();
        Transport transport = recorder.awaitMade();
        Pusher pusher = running.on(() -> {
            Pusher made = new Pusher(transport);
            transport.registerProducer(made);
            made.produce();
            assertThat(made.calls).containsExactly("pause");
            assertThat(transport.isCrowded()).isTrue();
            assertThat(transport.unsentBytes())
                    .isGreaterThan(Limits.DEFAULTS.highWaterBytes())
                    .isLessThanOrEqualTo(Limits.DEFAULTS.highWaterBytes() + PIECE);
            return made;
        });
        assertThat(peer.readAll()).isEqualTo(all());
        recorder.awaitEnding();
        assertThat(pusher.calls.size()).isGreaterThan(10);
        for (int i = 0; i < pusher.calls.size(); i++) {
            assertThat(pusher.calls.get(i)).isEqualTo(i % 2 == 0 ? "pause" : "resume");
        }
        assertThat(pusher.most).isLessThanOrEqualTo(Limits.DEFAULTS.highWaterBytes() + PIECE);
    }

    @Test
    void whoPushesIsStoppedWhenTheConnectionIsLost() throws Exception {
        Peer peer = slowPeer();
        Transport transport = recorder.awaitMade();
        Pusher pusher = running.on(() -> new Pusher(transport));
        running.run(() -> {
            transport.registerProducer(pusher);
            pusher.produce();
        });
        peer.reset();
        recorder.awaitEnding();
        assertThat(pusher.stopped).isDone();
        assertThat(pusher.calls).endsWith("stop");
        Pusher late = new Pusher(transport);
        transport.registerProducer(late);
        RunningLoop.get(late.stopped);
    }

    @Test
    void whoIsRegisteredAfterTheLoopWasClosedIsStopped() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, address -> recorder);
        running.closing(Peer.connect(listener.port()));
        Transport transport = recorder.awaitMade();
        loop.close();
        Pusher late = new Pusher(transport);
        transport.registerProducer(late);
        assertThat(late.calls).containsExactly("stop");
    }

    @Test
    void anotherIsRefusedUntilTheFirstIsUnregistered() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        Pusher pusher = new Pusher(transport);
        transport.registerProducer(pusher);
        assertThatIllegalStateException().isThrownBy(() -> transport.registerProducer(pusher));
        transport.unregisterProducer();
        transport.unregisterProducer();
        transport.registerProducer(pusher);
        running.run(() -> {});
        assertThat(pusher.calls).isEmpty();
    }

    /** Writes a piece for each call. */
    private static final class Puller implements PullProducer {
        private final Transport transport;
        private final int pieceBytes;
        private int written;
        private int depth;
        int deepest;
        long most;

        Puller(Transport transport, int pieceBytes) {
            this.transport = transport;
            this.pieceBytes = pieceBytes;
        }

        @Override
        public void resumeProducing() {
            deepest = Math.max(deepest, ++depth);
            byte[] piece = Arrays.copyOf(piece(written), Math.min(pieceBytes, TOTAL - written));
            written += piece.length;
            transport.write(piece);
            most = Math.max(most, transport.unsentBytes());
            if (written == TOTAL) {
                transport.unregisterProducer();
                transport.close();
            }
            depth--;
        }

        @Override
        public void stopProducing() {}
    }

    @Test
    void whoIsPulledWritesAPieceEachTimeAndNeverWithinAnother() throws Exception {
        Peer peer = slowPeer();
        Transport transport = recorder.awaitMade();
        Puller puller = new Puller(transport, 100);
        transport.registerProducer(puller);
        assertThat(peer.readAll()).isEqualTo(all());
        recorder.awaitEnding();
        assertThat(puller.deepest).isEqualTo(1);
        assertThat(puller.most).isLessThanOrEqualTo(Limits.DEFAULTS.highWaterBytes() + 100);
    }

    @Test
    void whoHasNothingYetIsPulledAgainAfterTheNextWrite() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        List<Integer> pulls = new ArrayList<>();
        transport.registerProducer(new PullProducer() {
            @Override
            public void resumeProducing() {
                pulls.add(pulls.size());
                if (pulls.size() == 2) {
                    transport.write("second ");
                }
            }

            @Override
            public void stopProducing() {}
        });
        running.run(() -> assertThat(pulls).hasSize(1));
        transport.write("first ");
        assertThat(peer.readText(13)).isEqualTo("first second ");
        await().untilAsserted(() -> running.run(() -> assertThat(pulls).hasSize(3)));
    }

    @Test
    void anEndlessPullerDoesNotHoldTheLoop() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.registerProducer(new PullProducer() {
            @Override
            public void resumeProducing() {
                transport.write("x");
            }

            @Override
            public void stopProducing() {}
        });
        running.run(() -> {}); // it is served all the same
        peer.read(100_000);
        transport.abort();
        recorder.awaitEnding();
    }

    @Test
    void whatIsUnsentIsExactOnTheLoopsThread() throws Exception {
        Peer peer = slowPeer();
        Transport transport = recorder.awaitMade();
        running.run(() -> {
            assertThat(transport.unsentBytes()).isZero();
            transport.write("12345");
            transport.write(new byte[10], 1, 7);
            transport.write("äöü");
            assertThat(transport.unsentBytes()).isEqualTo(5 + 7 + 6);
            transport.write(new byte[4 << 20]);
        });
        long written = 18 + (4 << 20);
        running.run(() -> assertThat(transport.unsentBytes())
                .isEqualTo(written - transport.stats().bytesOut()));
        running.run(() -> assertThat(transport.unsentBytes()).isPositive());
        assertThat(transport.isCrowded()).isTrue();
        peer.read((int) written);
        await().untilAsserted(() -> assertThat(transport.isCrowded()).isFalse());
        running.run(() -> assertThat(transport.unsentBytes()).isZero());
    }

    @Test
    void whatAStreamSentIsNoneOfWhatIsUnsentHere() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
        transport.write("head ");
        transport.handOver(Role.subscriber(feed, Body.untilClose()));
        await().untilAsserted(() -> assertThat(feed.stats().subscribers()).isEqualTo(1));
        feed.publish(Slice.of("body "));
        assertThat(peer.readText(10)).isEqualTo("head body ");
        transport.takeBack();
        RunningLoop.get(recorder.returned);
        running.run(() -> {
            assertThat(transport.unsentBytes()).isZero();
            transport.write("tail");
            assertThat(transport.unsentBytes()).isEqualTo(4);
        });
        assertThat(peer.readText(4)).isEqualTo("tail");
        feed.close();
    }
}
