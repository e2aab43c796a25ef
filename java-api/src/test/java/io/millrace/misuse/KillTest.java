package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Ending;
import io.millrace.Protocol;
import io.millrace.Reason;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.Program;
import io.millrace.testing.RunningLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Another process is killed that has to do with this one. */
class KillTest {
    /** Opens a listening socket as descriptor 3, and starts the program twice, which both have it. */
    private static final String STARTER = """
            use Socket; use Fcntl;
            socket(my $listening, PF_INET, SOCK_STREAM, 0) or die;
            bind($listening, sockaddr_in(0, INADDR_LOOPBACK)) or die;
            listen($listening, 100) or die;
            fileno($listening) == 3 or die;
            fcntl($listening, F_SETFD, 0);
            my ($port) = sockaddr_in(getsockname($listening));
            $| = 1;
            print "port $port\\n";
            for (1, 2) { fork() or exec(@ARGV) or die; }
            wait(); wait();
            """;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();

    private final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }

        @Override
        public void connectionLost(Ending ending) {
            endings.add(ending);
        }
    }

    @Test
    void thePeersConnectionsEndWithItAndNothingIsLeft() throws Exception {
        int port = running.listen(address -> new Echo());
        try (Program peers = Program.start(folder, List.of(), Knocker.class, Integer.toString(port))) {
            peers.lineAfter("in mid-traffic");
            peers.signal("KILL");
            Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> endings.size() == Knocker.CONNECTIONS);
        }
        assertThat(endings)
                .allSatisfy(ending -> assertThat(ending.reason()).isIn(Reason.PEER_CLOSED, Reason.PEER_RESET));
    }

    @Test
    void whoSharesTheListeningSocketGoesOnAlone() throws Exception {
        Process starter = new ProcessBuilder(
                        "perl",
                        "-e",
                        STARTER,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharedServer.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader words = starter.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(words.readLine().substring("port ".length()));
            long killed = pidOf(words.readLine());
            long survivor = pidOf(words.readLine());
            Map<Peer, Long> before = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                Peer peer = Peer.connect(port);
                before.put(peer, ask(peer));
            }
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            ProcessHandle.of(killed).ifPresent(handle -> handle.onExit().join());
            for (int i = 0; i < 40; i++) {
                assertThat(ask(running.closing(Peer.connect(port)))).isEqualTo(survivor);
            }
            for (Map.Entry<Peer, Long> each : before.entrySet()) {
                if (each.getValue() == survivor) {
                    assertThat(ask(each.getKey())).isEqualTo(survivor);
                }
                each.getKey().close();
            }
        } finally {
            starter.descendants().forEach(ProcessHandle::destroyForcibly);
            starter.destroyForcibly();
        }
    }

    private static long pidOf(String line) {
        assertThat(line).startsWith("listens ");
        return Long.parseLong(line.substring("listens ".length()));
    }

    private static long ask(Peer peer) throws IOException {
        peer.send("who are you");
        return Long.parseLong(
                new BufferedReader(new InputStreamReader(peer.socket().getInputStream(), StandardCharsets.UTF_8))
                        .readLine());
    }
}
