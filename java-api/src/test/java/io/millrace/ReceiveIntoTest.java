package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receiving straight into memory that the protocol supplies. */
class ReceiveIntoTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Pool pool = new Pool(16 << 20);

    /** Supplies regions of one size, and another when one is full. */
    private final class Filler extends Recorder {
        private final int size;
        private final List<Integer> counts = new CopyOnWriteArrayList<>();
        private final ByteArrayOutputStream whole = new ByteArrayOutputStream();

        Filler(int size) {
            this.size = size;
        }

        @Override
        public void connectionMade() {
            transport().receiveInto(pool.take(size));
            super.connectionMade();
        }

        @Override
        public void receivedInto(Region region, int count) {
            counts.add(count);
            synchronized (whole) {
                whole.writeBytes(region.toSlice(region.written() - count, region.written())
                        .toByteArray());
            }
            if (region.room() == 0) {
                region.release();
                transport().receiveInto(pool.take(size));
            }
        }

        byte[] whole() {
            synchronized (whole) {
                return whole.toByteArray();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 5000, 1 << 20})
    void fillsRegionAfterRegionWithoutCopying(int size) throws Exception {
        byte[] bytes = Gates.random(size == 1 ? 300 : 300_000);
        Filler filler = new Filler(size);
        Peer peer = running.peerOf(address -> filler);
        peer.send(bytes);
        await().atMost(RunningLoop.PATIENCE).until(() -> filler.whole().length == bytes.length);
        assertThat(filler.whole()).isEqualTo(bytes);
        assertThat(filler.counts).allMatch(count -> count >= 1 && count <= size);
        assertThat(running.loop().counters().bytesCopiedTails()).isZero();
        assertThat(filler.transport().stats().bytesIn()).isEqualTo(bytes.length);
    }

    @Test
    void seesEachByteOfASlowPeer() throws Exception {
        Filler filler = new Filler(100);
        Peer peer = running.peerOf(address -> filler);
        for (int i = 0; i < 250; i++) {
            peer.send((byte) i);
        }
        await().atMost(RunningLoop.PATIENCE).until(() -> filler.whole().length == 250);
        assertThat(filler.whole()[249]).isEqualTo((byte) 249);
        peer.finish();
        assertThat(filler.awaitEnding().reason()).isEqualTo(Reason.PEER_CLOSED);
    }

    /** A head in lockstep, its body into a region, then a head again. */
    private final class Upload extends LineProtocol {
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        Upload() {
            super("\n", 100, Delivery.LOCKSTEP);
        }

        @Override
        public void lineReceived(Slice line) {
            heads.add(line.toString(StandardCharsets.US_ASCII));
            if (heads.size() == 1) {
                transport().receiveInto(pool.take(line.parseInt()));
            } else {
                nextLine();
            }
        }

        @Override
        public void receivedInto(Region region, int count) {
            if (region.room() == 0) {
                body.complete(region.toSlice().toByteArray());
                region.release();
                transport().receiveSlices();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 60, 50_000})
    void takesExactlyTheBodyBehindAHead(int piece) throws Exception {
        Upload upload = new Upload();
        Peer peer = running.peerOf(address -> upload);
        byte[] body = Gates.random(piece < 50 ? 100 : 40_000);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes((body.length + "\n").getBytes());
        all.writeBytes(body);
        all.writeBytes("and then\nlines\n".getBytes());
        byte[] bytes = all.toByteArray();
        for (int at = 0; at < bytes.length; at += piece) {
            peer.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
        }
        assertThat(RunningLoop.get(upload.body)).isEqualTo(body);
        await().atMost(RunningLoop.PATIENCE).until(() -> upload.heads.size() == 3);
        assertThat(upload.heads).containsExactly(body.length + "", "and then", "lines");
    }

    @Test
    void makesThePeerWaitWhileTheRegionIsFull() throws Exception {
        List<Region> full = new ArrayList<>();
        Recorder recorder = new Recorder() {
            @Override
            public void connectionMade() {
                transport().receiveInto(pool.take(4));
                super.connectionMade();
            }

            @Override
            public void receivedInto(Region region, int count) {
                if (region.room() == 0) {
                    full.add(region);
                }
            }
        };
        Peer peer = running.peerOf(address -> recorder);
        peer.send("0123456789");
        await().atMost(RunningLoop.PATIENCE).until(() -> running.on(full::size) == 1);
        long events = running.loop().counters().events();
        for (int turn = 0; turn < 50; turn++) {
            running.run(() -> {});
        }
        assertThat(running.loop().counters().events())
                .as("it is not told again")
                .isEqualTo(events);
        assertThat(running.on(() -> full.get(0).toSlice().toByteArray())).isEqualTo("0123".getBytes());
        running.run(() -> {
            full.get(0).clear();
            recorder.transport().receiveInto(full.get(0));
        });
        await().atMost(RunningLoop.PATIENCE).until(() -> running.on(full::size) == 2);
        recorder.transport().receiveSlices(); // from another thread, too
        await().atMost(RunningLoop.PATIENCE).until(() -> recorder.received().length == 2);
        assertThat(recorder.received()).isEqualTo("89".getBytes());
    }

    @Test
    void endsAConnectionWhoseRegionIsReleasedUnderIt() throws Exception {
        Region region = pool.take(100);
        Recorder recorder = new Recorder() {
            @Override
            public void connectionMade() {
                transport().receiveInto(region);
                super.connectionMade();
            }
        };
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade();
        region.release();
        peer.send("too late");
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOCAL_ABORT);
        assertThat(RecordedLog.takeFailures())
                .anyMatch(failure -> failure.getMessage().contains("released"));
    }

    @Test
    void doesNothingOnceTheConnectionHasEnded() throws Exception {
        Recorder recorder = new Recorder();
        running.peerOf(address -> recorder).close();
        recorder.awaitEnding();
        try (Region region = pool.take(10)) {
            recorder.transport().receiveInto(region);
            recorder.transport().receiveSlices();
            assertThat(running.on(region::written)).isZero();
        }
        assertThatThrownBy(() -> recorder.transport().receiveInto(null)).isInstanceOf(NullPointerException.class);
    }
}
