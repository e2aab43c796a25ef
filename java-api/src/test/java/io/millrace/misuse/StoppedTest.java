package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.Peer;
import io.millrace.testing.Program;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that was stopped for longer than its time-outs looks at its sockets before it calls anybody silent. */
class StoppedTest {
    private static final int PEERS = 50;

    @TempDir
    Path folder;

    @Test
    void whoSpokeMeanwhileIsAnsweredAndWhoDidNotIsIdle() throws Exception {
        try (Program server = Program.start(folder, List.of("-Xcheck:jni"), Stopped.class)) {
            int port = Integer.parseInt(server.lineAfter("port "));
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < PEERS; i++) {
                peers.add(Peer.connect(port));
                assertThat(peers.get(i).send("before").readText(6)).isEqualTo("before");
            }
            server.stop();
            for (Peer peer : peers) {
                peer.send("meanwhile");
            }
            Peer silent = Peer.connect(port); // the kernel takes it for the process
            RunningLoop.letPass(Stopped.IDLE.multipliedBy(3));
            server.signal("CONT");
            for (Peer peer : peers) {
                assertThat(peer.readText(9)).isEqualTo("meanwhile");
                peer.close();
            }
            assertThatThrownBy(silent::readAll).isInstanceOf(IOException.class);
            server.tell("that is all");
            server.await().assertEndsWell("endings {PEER_CLOSED=" + PEERS + ", IDLE=1}");
        }
    }
}
