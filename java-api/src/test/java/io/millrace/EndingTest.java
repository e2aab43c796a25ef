package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every connection has exactly one ending, and it says who ended it, why, and how many bytes went each way. */
class EndingTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    private void assertEnding(Reason reason, Ending.By by, long bytesIn, long bytesOut) {
        Ending ending = recorder.awaitEnding();
        assertThat(ending.reason()).isEqualTo(reason);
        assertThat(ending.by()).isEqualTo(by);
        assertThat(ending.bytesIn()).isEqualTo(bytesIn);
        assertThat(ending.bytesOut()).isEqualTo(bytesOut);
        assertThat(ending.lived()).isPositive().isLessThan(RunningLoop.PATIENCE);
        Transport transport = recorder.awaitMade();
        assertThat(transport.ending()).contains(ending);
        assertThat(transport.isOpen()).isFalse();
        assertThat(transport.stats().state()).isEqualTo(ConnectionStats.State.ENDED);
        assertThat(transport.stats().bytesIn()).isEqualTo(bytesIn);
    }

    @Test
    void peerClosed() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade().write("bye");
        peer.send("hello").finish();
        assertThat(peer.readAllText()).isEqualTo("bye");
        assertEnding(Reason.PEER_CLOSED, Ending.By.PEER, 5, 3);
        assertThat(recorder.received()).isEqualTo("hello".getBytes());
    }

    @Test
    void peerClosedAfterARequestStillGetsItsAnswer() throws Exception {
        Peer peer = running.peerOf(address -> new LineProtocol() {
            @Override
            public void lineReceived(Slice line) {
                transport().write("x".repeat(300_000));
            }
        });
        peer.send("request\r\n").finish();
        assertThat(peer.readAll()).hasSize(300_000);
    }

    @Test
    void peerReset() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade();
        peer.reset();
        assertEnding(Reason.PEER_RESET, Ending.By.PEER, 0, 0);
    }

    @Test
    void localClose() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.write("x".repeat(100_000));
        transport.close();
        transport.write("dropped");
        assertThat(peer.readAll()).hasSize(100_000);
        peer.close();
        assertEnding(Reason.LOCAL_CLOSE, Ending.By.LOCAL, 0, 100_000);
    }

    @Test
    void localAbort() {
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade().abort();
        assertEnding(Reason.LOCAL_ABORT, Ending.By.LOCAL, 0, 0);
        assertThatThrownBy(peer::readAll).isInstanceOf(IOException.class);
    }

    @Test
    void idle() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        recorder.awaitMade().deadline(Duration.ofMillis(50));
        peer.send("still here");
        assertEnding(Reason.IDLE, Ending.By.LOCAL, 10, 0);
    }

    @Test
    void aDeadlineCanBeMovedAndLifted() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.deadline(Duration.ofMillis(50));
        transport.deadline(Duration.ofHours(1));
        transport.deadline(Duration.ZERO);
        assertThat(recorder.ended)
                .satisfies(ended -> assertThatThrownBy(() -> ended.copy()
                                .orTimeout(150, TimeUnit.MILLISECONDS)
                                .join())
                        .isInstanceOf(CompletionException.class));
        transport.write("alive");
        assertThat(peer.readText(5)).isEqualTo("alive");
    }

    @Test
    void loopClosed() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        peer.send("hello");
        recorder.awaitMade();
        running.run(() -> {});
        running.loop().close();
        Ending ending = recorder.awaitEnding();
        assertThat(ending.reason()).isEqualTo(Reason.LOOP_CLOSED);
        assertThat(ending.by()).isEqualTo(Ending.By.LOCAL);
    }

    @Test
    void afterACallbackThatThrows() throws Exception {
        Recorder failing = new Recorder() {
            @Override
            public void dataReceived(Slice data) {
                super.dataReceived(data);
                throw new IllegalStateException("on purpose");
            }
        };
        Peer peer = running.peerOf(address -> failing);
        peer.send("hello");
        Ending ending = failing.awaitEnding();
        assertThat(ending.reason()).isEqualTo(Reason.LOCAL_ABORT);
        assertThat(ending.bytesIn()).isEqualTo(5);
        assertThat(RecordedLog.takeFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("on purpose"));
    }

    @Test
    void ofAConnectionThatIsRefused() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        assertThatThrownBy(() ->
                        RunningLoop.get(Endpoint.tcp("127.0.0.1", nobody).connect(running.loop(), peer -> recorder)))
                .hasCauseInstanceOf(MillraceException.class)
                .cause()
                .satisfies(
                        cause -> assertThat(((MillraceException) cause).code()).isEqualTo(-1111))
                .hasMessageContaining("refused");
        assertThat(recorder.ended).isNotDone();
    }

    @Test
    void ofAConnectionThatWasMadeFromHere() throws Exception {
        Recorder server = new Recorder();
        int port = running.listen(peer -> server);
        Protocol made = RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(running.loop(), peer -> recorder));
        assertThat(made).isSameAs(recorder);
        made.transport().write("from here");
        made.transport().close();
        assertEnding(Reason.LOCAL_CLOSE, Ending.By.LOCAL, 0, 9);
        assertThat(server.awaitEnding().reason()).isEqualTo(Reason.PEER_CLOSED);
        assertThat(server.received()).isEqualTo("from here".getBytes());
        assertThat(((InetSocketAddress) server.awaitMade().peer()).getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(((InetSocketAddress) recorder.awaitMade().peer()).getPort()).isEqualTo(port);
    }
}
