package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the peer's TCP has what was written. */
class DeliveryTest {
    private static final byte[] MUCH = new byte[16 << 20]; // more than two kernels hold for a peer that does not read

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    private Transport slow() {
        running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        return recorder.awaitMade();
    }

    private static void assertEnded(CompletableFuture<Void> future, Reason reason) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> RunningLoop.get(future))
                .withCauseInstanceOf(ConnectionEndedException.class)
                .satisfies(why -> assertThat(((ConnectionEndedException) why.getCause())
                                .ending()
                                .reason())
                        .isEqualTo(reason));
    }

    @Test
    void isToldInTheOrderOfTheWritesOnTheLoopsThread() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        running.run(() -> {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                transport.write("0123456789");
                all.add(transport.delivered().thenRun(() -> {
                    assertThat(running.loop().inLoop()).isTrue();
                    order.add(number);
                }));
            }
        });
        all.forEach(RunningLoop::get);
        assertThat(order).hasSize(1000).isSorted();
        assertThat(transport.tcpInfo().acknowledgedBytes()).isEqualTo(10_000);
    }

    @Test
    void ofNothingIsToldSoon() {
        running.peerOf(address -> recorder);
        RunningLoop.get(recorder.awaitMade().delivered());
    }

    @Test
    void waitsForAPeerThatDoesNotRead() throws Exception {
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        transport.write("first");
        CompletableFuture<Void> first = transport.delivered();
        transport.write(MUCH);
        CompletableFuture<Void> all = transport.delivered();
        RunningLoop.get(first);
        assertThat(all).isNotDone();
        peer.read(5 + MUCH.length);
        RunningLoop.get(all);
    }

    @Test
    void failsWithTheEndingIfThatComesBefore() {
        Transport transport = slow();
        transport.write(MUCH);
        CompletableFuture<Void> all = transport.delivered();
        transport.abort();
        assertEnded(all, Reason.LOCAL_ABORT);
        recorder.awaitEnding();
        assertEnded(transport.delivered(), Reason.LOCAL_ABORT);
    }

    @Test
    void failsWithTheEndingOfAClosedLoop() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, address -> recorder);
        running.closing(Peer.connectSlow(listener.port()));
        Transport transport = recorder.awaitMade();
        transport.write(MUCH);
        CompletableFuture<Void> all = transport.delivered();
        loop.close();
        assertEnded(all, Reason.LOOP_CLOSED);
        assertEnded(transport.delivered(), Reason.LOOP_CLOSED);
    }

    @Test
    void isBoundedInNumber() {
        Transport transport = slow();
        transport.write(MUCH);
        List<CompletableFuture<Void>> all = running.on(() -> {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (int i = 0; i <= Deliveries.WAITING_MAX; i++) {
                asked.add(transport.delivered());
            }
            return asked;
        });
        running.run(() -> {});
        assertThat(all.get(Deliveries.WAITING_MAX)).isCompletedExceptionally();
        assertThat(all.get(Deliveries.WAITING_MAX - 1)).isNotDone();
        assertThat(recorder.refused).isNotDone();
    }

    @Test
    void closingTellsWhetherAllWasAcknowledged() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.write("last words");
        CompletableFuture<Void> all = transport.closeAfterDelivery();
        assertThat(peer.readAllText()).isEqualTo("last words");
        peer.close();
        RunningLoop.get(all);
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void closingTellsThatNotAllWasAcknowledged() throws Exception {
        Peer peer = running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        transport.write(MUCH);
        CompletableFuture<Void> all = transport.closeAfterDelivery();
        running.run(() -> {});
        peer.reset();
        assertEnded(all, Reason.PEER_RESET);
    }
}
