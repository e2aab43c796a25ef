package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names are looked up away from the loop, and a host's addresses are tried until one answers. */
class ConnectTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final String NOBODY = "127.0.0.9"; // which refuses at once
    private static final String SILENT = "127.0.0.8";

    private void resolveTo(String... addresses) {
        running.loop().resolveWith(host -> {
            assertThat(host).isEqualTo("server.test");
            assertThat(running.loop().inLoop()).isFalse();
            return addresses(addresses).stream()
                    .map(InetSocketAddress::getAddress)
                    .toList();
        });
    }

    private static List<InetSocketAddress> addresses(String... addresses) {
        return Stream.of(addresses).map(one -> new InetSocketAddress(one, 7)).toList();
    }

    private CompletableFuture<Protocol> connect(int port) {
        return Endpoint.tcp("server.test", port).connect(running.loop(), peer -> new Recorder());
    }

    private static String hostOf(Protocol protocol) {
        return ((InetSocketAddress) protocol.transport().peer()).getAddress().getHostAddress();
    }

    private Throwable failureOf(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(() -> RunningLoop.get(future));
        assertThat(thrown).isInstanceOf(CompletionException.class);
        return thrown.getCause();
    }

    @Test
    void theNextAddressIsTriedWhenOneRefuses() {
        int port = running.listen(peer -> new Recorder());
        resolveTo(NOBODY, "::1", "127.0.0.1");
        assertThat(hostOf(RunningLoop.get(connect(port)))).isEqualTo("127.0.0.1");
    }

    @Test
    void theNextAddressIsTriedWhenOneIsSilent() throws IOException {
        int port = running.listen(peer -> new Recorder());
        running.closing(new SilentServer(port));
        resolveTo(SILENT, SILENT, "127.0.0.1");
        assertThat(hostOf(RunningLoop.get(connect(port)))).isEqualTo("127.0.0.1");
    }

    /** Listens, but has no room for another connection: it neither takes nor refuses it. */
    private static final class SilentServer implements AutoCloseable {
        private final ServerSocket server;
        private final List<SocketChannel> filling;

        SilentServer(int port) throws IOException {
            server = new ServerSocket(port, 1, InetAddress.getByName(SILENT));
            filling = List.of(SocketChannel.open(), SocketChannel.open(), SocketChannel.open(), SocketChannel.open());
            for (SocketChannel one : filling) {
                one.configureBlocking(false);
                one.connect(server.getLocalSocketAddress());
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel one : filling) {
                one.close();
            }
            server.close();
        }
    }

    @Test
    void allFailuresAreTold() {
        resolveTo(NOBODY, "127.0.0.10", "127.0.0.11");
        Throwable failure = failureOf(connect(1));
        assertThat(failure).isInstanceOf(MillraceException.class).hasMessageContaining(NOBODY);
        assertThat(failure.getSuppressed()).hasSize(2);
    }

    @Test
    void theTimeoutIsForAllOfIt() throws Exception {
        int port = running.listen(peer -> new Recorder());
        running.closing(new SilentServer(port));
        resolveTo(SILENT);
        CompletableFuture<Protocol> made = Endpoint.tcp("server.test", port)
                .connect(running.loop(), peer -> new Recorder(), Duration.ofMillis(30));
        assertThat(failureOf(made))
                .isInstanceOf(MillraceException.class)
                .hasMessageMatching(".*(imed out|took longer).*");
    }

    @Test
    void aSlowNameTimesOut() {
        CountDownLatch slow = new CountDownLatch(1);
        running.loop().resolveWith(host -> {
            try {
                slow.await();
            } catch (InterruptedException never) {
                throw new AssertionError(never);
            }
            return List.of(InetAddress.getLoopbackAddress());
        });
        CompletableFuture<Protocol> made =
                Endpoint.tcp("server.test", 1).connect(running.loop(), peer -> new Recorder(), Duration.ofMillis(30));
        assertThat(failureOf(made)).hasMessageContaining("took longer than it may");
        slow.countDown();
    }

    @Test
    void anUnknownNameIsTold() {
        running.loop().resolveWith(host -> {
            throw new UnknownHostException(host);
        });
        assertThat(failureOf(connect(1)))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        thrown -> assertThat(thrown.code()).isEqualTo(MillraceException.UNKNOWN_HOST));
        assertThatThrownBy(() -> Endpoint.tcp("server.test", 1).listen(running.loop(), peer -> null))
                .hasMessageContaining("the host is unknown");
        resolveTo("127.0.0.1");
        assertThat(failureOf(Endpoint.tcp6("server.test", 1).connect(running.loop(), peer -> null)))
                .hasMessageContaining("no address of that family");
    }

    @Test
    void aResolverThatFailsFailsTheConnection() {
        running.loop().resolveWith(host -> {
            throw new IllegalArgumentException("broken");
        });
        assertThat(failureOf(connect(1))).hasMessage("broken");
        running.loop().resolveWith(host -> null);
        assertThat(failureOf(connect(1))).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aCancelledConnectionIsGivenUp() {
        int port = running.listen(peer -> new Recorder());
        Recorder client = new Recorder();
        running.run(() -> Endpoint.tcp("127.0.0.1", port)
                .connect(running.loop(), peer -> client)
                .cancel(false));
        running.run(() -> {});
        assertThat(client.made).isNotDone();
    }

    @Test
    void aClosedLoopEndsWhatIsBeingMade() {
        CountDownLatch slow = new CountDownLatch(1);
        CompletableFuture<Protocol> made;
        try (EventLoop loop = EventLoop.open()) {
            loop.resolveWith(host -> {
                try {
                    slow.await();
                } catch (InterruptedException never) {
                    throw new AssertionError(never);
                }
                return List.of();
            });
            loop.start();
            made = Endpoint.tcp("server.test", 1).connect(loop, peer -> new Recorder());
            RunningLoop.get(CompletableFuture.runAsync(() -> {}, loop));
        }
        assertThat(failureOf(made)).hasMessageContaining("the loop was closed");
        slow.countDown();
    }

    @Test
    void familiesTakeTurns() {
        assertThat(Lookup.interleaved(addresses("::1", "::2", "::3", "127.0.0.1", "127.0.0.2")))
                .isEqualTo(addresses("::1", "127.0.0.1", "::2", "127.0.0.2", "::3"));
        assertThat(Lookup.interleaved(addresses("127.0.0.1", "::1"))).isEqualTo(addresses("127.0.0.1", "::1"));
    }
}
