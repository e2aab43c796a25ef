package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.IdleServer;
import io.millrace.testing.Peer;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection takes of the heap that has spoken once and now says nothing. Its native part: {@code idle_test.cpp}. */
class IdleTest {
    private static final int FIRST = 100;
    private static final int MORE = 4000;

    /** Of the 600 bytes that it may take in all; 372 are native. The protocol and the loop's table are in it. */
    private static final int BYTES_MAX = 228;

    @Test
    void aConnectionTakesFewBytesOfTheHeap() throws IOException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdleServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Peer> idle = new ArrayList<>();
        try (BufferedReader answers = server.inputReader(StandardCharsets.UTF_8);
                BufferedWriter questions = server.outputWriter(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(answers.readLine());
            open(port, FIRST, idle);
            usedBytes(questions, answers); // what is loaded for the question is there for the next one
            long before = usedBytes(questions, answers);
            open(port, MORE, idle);
            long each = (usedBytes(questions, answers) - before) / MORE;
            assertThat(each).isBetween(1L, (long) BYTES_MAX);
        } finally {
            server.destroyForcibly();
            for (Peer peer : idle) {
                peer.close();
            }
        }
    }

    private static void open(int port, int count, List<Peer> idle) throws IOException {
        for (int i = 0; i < count; i++) {
            Peer peer = Peer.connect(port);
            idle.add(peer);
            peer.send("hello");
            assertThat(peer.readText(5)).isEqualTo("hello");
        }
    }

    /** The least of a few answers: a thread that allocates just then has a whole buffer of its own. */
    private static long usedBytes(BufferedWriter questions, BufferedReader answers) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            questions.append('\n').flush();
            least = Math.min(least, Long.parseLong(answers.readLine()));
        }
        return least;
    }
}
