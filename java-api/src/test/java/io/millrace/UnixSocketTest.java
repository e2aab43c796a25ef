package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.testing.Chosen;
import io.millrace.testing.RunningLoop;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UNIX sockets and IPv6, which are as good as IPv4; and what happens to a path. */
class UnixSocketTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    private Transport assertEchoes(Endpoint endpoint) {
        Recorder client = new Recorder();
        RunningLoop.get(endpoint.connect(running.loop(), peer -> client));
        client.awaitMade().write("over there and back");
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> new String(client.received(), StandardCharsets.US_ASCII).equals("over there and back"));
        return client.awaitMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp6:\\:\\:1:0", "tcp:\\:\\:1:0", "tcp:localhost:0", "tcp:0:interface=127.0.0.1"})
    void listenAndConnectOverIp(String text) {
        Listener listener = Endpoint.parse(text).listen(running.loop(), peer -> new Echo());
        assertThat(listener.port()).isPositive();
        assertThat(listener.endpoint().toString()).endsWith(":port=" + listener.port());
        assertEchoes(listener.endpoint());
    }

    @Test
    void listenAndConnectAtAPath() {
        Path path = folder.resolve("a:b");
        Listener listener = Endpoint.unix(path).listen(running.loop(), peer -> {
            assertThat(peer).isEqualTo(UnixDomainSocketAddress.of(""));
            return new Echo();
        });
        assertThat(listener.port()).isZero();
        assertThat(assertEchoes(listener.endpoint()).peer()).isEqualTo(UnixDomainSocketAddress.of(path));
        listener.close();
        await().atMost(RunningLoop.PATIENCE).until(() -> Files.notExists(path));
    }

    @Test
    void haveNotEveryOptionAndLiveOn() {
        Recorder server = new Recorder() {
            @Override
            public void connectionMade() {
                transport().option(StandardSocketOptions.TCP_NODELAY, true);
                transport().option(StandardSocketOptions.IP_TOS, 0x10);
                transport().option(StandardSocketOptions.SO_SNDBUF, 32 << 10);
                super.connectionMade();
            }
        };
        Listener listener = Endpoint.unix(folder.resolve("options")).listen(running.loop(), peer -> server);
        RunningLoop.get(listener.endpoint().connect(running.loop(), peer -> new Recorder()));
        Transport transport = server.awaitMade();
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(transport.option(StandardSocketOptions.SO_SNDBUF))
                        .isGreaterThanOrEqualTo(32 << 10));
        assertThatThrownBy(() -> transport.option(StandardSocketOptions.TCP_NODELAY))
                .isInstanceOf(MillraceException.class);
        assertThat(server.refused).isNotDone();
        assertThat(transport.isOpen()).isTrue();
    }

    @Test
    void listenAndConnectWithANameThatIsNoFile() {
        Chosen.needsNative("the JDK has no such names");
        String name = "millrace-" + folder.getFileName();
        Listener listener = Endpoint.parse("unix:abstract=" + name).listen(running.loop(), peer -> new Echo());
        assertEchoes(listener.endpoint());
        assertThat(Path.of(name)).doesNotExist();
    }

    @Test
    void removeThePathWhenTheLoopIsClosed() {
        Path path = folder.resolve("gone");
        try (EventLoop loop = EventLoop.open()) {
            Endpoint.unix(path).listen(loop, peer -> null);
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void replaceAStalePath() throws Exception {
        Path path = folder.resolve("stale");
        leaveBehind(path);
        assertEchoes(
                Endpoint.unix(path).listen(running.loop(), peer -> new Echo()).endpoint());
    }

    private static void leaveBehind(Path path) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path)); // which its closing does not remove
        }
        assertThat(path).exists();
    }

    @Test
    void refuseAPathAtWhichSomebodyListens() {
        Path path = folder.resolve("live");
        Endpoint endpoint = Endpoint.unix(path);
        endpoint.listen(running.loop(), peer -> new Echo());
        assertThatThrownBy(() -> endpoint.listen(running.loop(), peer -> null))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(path + ": somebody listens there");
        assertEchoes(endpoint);
    }

    @Test
    void touchNoOtherFile() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "precious");
        assertThatThrownBy(() -> Endpoint.unix(path).listen(running.loop(), peer -> null))
                .hasMessageContaining("is no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void leaveAPathThatIsAnothersByNow() throws Exception {
        Path path = folder.resolve("taken");
        Listener listener = Endpoint.unix(path).listen(running.loop(), peer -> null);
        Files.delete(path);
        Files.writeString(path, "another's");
        listener.close();
        running.run(() -> {});
        assertThat(path).hasContent("another's");
    }

    @Test
    void tellThatNobodyListens() throws Exception {
        Path path = folder.resolve("nobody");
        leaveBehind(path);
        assertThatThrownBy(() -> RunningLoop.get(Endpoint.unix(path).connect(running.loop(), peer -> new Recorder())))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("refused");
    }
}
