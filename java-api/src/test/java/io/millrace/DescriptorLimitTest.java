package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.CrowdedServer;
import io.millrace.testing.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server whose descriptors are used up turns away who comes, at once, and serves again when one has gone. */
class DescriptorLimitTest {
    private static final int DESCRIPTORS = 150;
    private static final int PEERS = 200;

    @Test
    void turnsAwayAndGoesOn() throws IOException, InterruptedException {
        Process server = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrowdedServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Peer> greeted = new ArrayList<>();
        int turnedAway = 0;
        try (BufferedReader words = server.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(words.readLine());
            for (int i = 0; i < PEERS; i++) {
                Peer peer = Peer.connect(port);
                if (isGreeted(peer)) {
                    greeted.add(peer);
                } else {
                    peer.close();
                    turnedAway++;
                }
            }
            assertThat(greeted).hasSizeBetween(1, DESCRIPTORS);
            assertThat(turnedAway).isEqualTo(PEERS - greeted.size());
            greeted.remove(0).close();
            turnedAway += connectUntilGreeted(port, greeted);

            server.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
            assertThat(words.readLine()).isEqualTo(Integer.toString(greeted.size()));
            assertThat(words.readLine()).isEqualTo(Integer.toString(turnedAway));
            assertThat(server.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
            for (Peer peer : greeted) {
                peer.close();
            }
        }
    }

    private static boolean isGreeted(Peer peer) throws IOException {
        try {
            return peer.socket().getInputStream().readNBytes(5).length == 5;
        } catch (IOException reset) {
            return false;
        }
    }

    /** The server may hear of the one that has gone only after the next has come. */
    private static int connectUntilGreeted(int port, List<Peer> greeted) throws IOException {
        for (int turnedAway = 0; turnedAway < PEERS; turnedAway++) {
            Peer peer = Peer.connect(port);
            if (isGreeted(peer)) {
                greeted.add(peer);
                return turnedAway;
            }
            peer.close();
        }
        throw new AssertionError("the place of the one that has gone is not given to another");
    }
}
