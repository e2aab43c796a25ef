package io.millrace.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.Endpoint;
import io.millrace.Listener;
import io.millrace.ProcessCounters;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accepting and connecting by futures. */
class AsyncListenerTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private AsyncListener listener;

    @BeforeEach
    void listen() {
        listener = running.closing(
                AsyncListener.listen(Endpoint.tcp("127.0.0.1", 0), running.loop(), Listener.Options.DEFAULTS));
    }

    private int port() {
        return listener.listener().port();
    }

    private CompletableFuture<AsyncConnection> connect(int port) {
        return AsyncConnection.connect(Endpoint.tcp("127.0.0.1", port), running.loop(), RunningLoop.PATIENCE);
    }

    @Test
    void acceptsWhoCameBeforeAndWhoComesAfter() throws Exception {
        Peer first = running.closing(Peer.connect(port()));
        first.send("1");
        assertThat(RunningLoop.get(RunningLoop.get(listener.accept()).read()).toString(StandardCharsets.UTF_8))
                .isEqualTo("1");
        CompletableFuture<AsyncConnection> next = listener.accept();
        assertThat(next).isNotDone();
        running.closing(Peer.connect(port())).send("2");
        assertThat(RunningLoop.get(RunningLoop.get(next).read()).toString(StandardCharsets.UTF_8))
                .isEqualTo("2");
    }

    @Test
    void anAcceptThatWasGivenUpGetsNone() {
        assertThat(listener.accept().cancel(false)).isTrue();
        CompletableFuture<AsyncConnection> second = listener.accept();
        running.closing(Peer.connect(port()));
        RunningLoop.get(second);
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        Peer waiting = running.closing(Peer.connect(port()));
        await().atMost(RunningLoop.PATIENCE).until(() -> listener.listener().connections() == 1);
        listener.accept();
        CompletableFuture<AsyncConnection> accept = listener.accept();
        running.closing(Peer.connect(port()));
        RunningLoop.get(accept);
        CompletableFuture<AsyncConnection> none = listener.accept();
        listener.close();
        listener.close();
        assertThatThrownBy(none::join).hasCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(listener.accept()::join).hasCauseExactlyInstanceOf(ClosedChannelException.class);
        waiting.send("still there");
    }

    @Test
    void closingAbortsWhoWasNotAccepted() {
        running.closing(Peer.connect(port()));
        await().atMost(RunningLoop.PATIENCE).until(() -> listener.listener().connections() == 1);
        listener.close();
        RunningLoop.assertNone("connections", ProcessCounters::connections);
    }

    @Test
    void connects() {
        CompletableFuture<AsyncConnection> accepted = listener.accept();
        AsyncConnection client = RunningLoop.get(connect(port()));
        client.write("hello");
        assertThat(RunningLoop.get(RunningLoop.get(accepted).read()).toString(StandardCharsets.UTF_8))
                .isEqualTo("hello");
    }

    @Test
    void aConnectionThatIsGivenUpIsNotLeftOpen() {
        for (int i = 0; i < 50; i++) {
            connect(port()).cancel(false);
        }
        CompletableFuture<AsyncConnection> refused =
                AsyncConnection.connect(Endpoint.tcp("127.0.0.1", 1), running.loop(), Duration.ofSeconds(5));
        assertThatThrownBy(refused::join).isNotNull();
        listener.close();
        RunningLoop.assertNone("connections", ProcessCounters::connections);
    }
}
