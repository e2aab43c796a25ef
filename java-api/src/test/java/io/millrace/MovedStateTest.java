package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a connection takes along when it moves to another loop, and what it leaves. */
class MovedStateTest extends TwoLoops {
    @Test
    void linesInLockstepGoOn() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new LineProtocol("\n", 100, LineProtocol.Delivery.LOCKSTEP) {
            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString(StandardCharsets.US_ASCII)
                        + transport().loop().inLoop());
                transport().moveTo(transport().loop() == other ? running.loop() : other);
                sendLine(line);
                nextLine();
            }
        });
        for (int i = 0; i < 100; i++) {
            peer.send("line " + i + "\n");
        }
        for (int i = 0; i < 100; i++) {
            String line = "line " + i;
            assertThat(peer.readText(line.length() + 1)).isEqualTo(line + "\n");
            assertThat(lines.get(i)).isEqualTo(line + true);
        }
    }

    @Test
    void aProducerMovesAlong() throws Exception {
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        int total = 20_000; // more than two kernels hold
        transport.registerProducer(new PullProducer() {
            private int pieces;

            @Override
            public void resumeProducing() {
                assertThat(transport.loop().inLoop()).isTrue();
                transport.write(new byte[1000]);
                if (++pieces == total) {
                    transport.unregisterProducer();
                    transport.close();
                }
            }

            @Override
            public void stopProducing() {}
        });
        for (int i = 0; i < 20; i++) {
            peer.read(1000);
            RunningLoop.get(transport.moveTo(i % 2 == 0 ? other : running.loop()));
        }
        assertThat(peer.readAll()).hasSize((total - 20) * 1000);
        recorder.awaitEnding();
    }

    @Test
    void aSuppliedRegionMovesAlong() throws Exception {
        Region region = new Pool(1 << 20).take(1 << 16);
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void connectionMade() {
                transport().receiveInto(region);
                recorder.made.complete(transport());
            }

            @Override
            public void receivedInto(Region into, int count) {
                assertThat(transport().loop().inLoop()).isTrue();
                if (into.room() == 0) {
                    all.complete(into.toSlice().toByteArray());
                }
            }
        });
        Transport transport = recorder.awaitMade();
        byte[] sent = new byte[1 << 16];
        for (int i = 0; i < 64; i++) {
            byte[] piece = new byte[1 << 10];
            Arrays.fill(piece, (byte) i);
            System.arraycopy(piece, 0, sent, i << 10, piece.length);
            peer.send(piece);
            RunningLoop.get(transport.moveTo(i % 2 == 0 ? other : running.loop()));
        }
        assertThat(RunningLoop.get(all)).isEqualTo(sent);
        transport.abort();
        await().until(() -> transport.ending().isPresent());
        region.release();
    }

    @Test
    void whatWasRetainedStaysAndCanBeWritten() throws Exception {
        List<Slice> kept = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new Recorder() {
            @Override
            public void connectionMade() {
                recorder.made.complete(transport());
            }

            @Override
            public void dataReceived(Slice data) {
                kept.add(data.retain());
            }
        });
        Transport transport = recorder.awaitMade();
        peer.send("hello");
        await().until(() -> !kept.isEmpty());
        RunningLoop.get(transport.moveTo(other));
        RunningLoop.get(CompletableFuture.runAsync(() -> transport.write(kept.get(0)), other));
        assertThat(peer.readText(5)).isEqualTo("hello");
        kept.get(0).release();
    }

    @Test
    void deliveriesAndUnsentBytesMoveAlong() throws Exception {
        Chosen.needsNative("the JDK does not know what a peer has acknowledged");
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        byte[] much = new byte[8 << 20];
        transport.write(much);
        CompletableFuture<Void> delivered = transport.delivered();
        RunningLoop.get(transport.moveTo(other));
        assertThat(transport.isCrowded()).isTrue();
        assertThat(delivered).isNotDone();
        peer.read(much.length);
        RunningLoop.get(delivered);
        await().until(() -> !transport.isCrowded());
        long unsent = RunningLoop.get(CompletableFuture.supplyAsync(transport::unsentBytes, other));
        assertThat(unsent).isZero();
    }
}
