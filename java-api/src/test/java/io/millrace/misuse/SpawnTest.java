package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Chosen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Processes that are started in mid-traffic inherit no descriptor. */
class SpawnTest {
    private static final int PROCESSES = 1000;
    private static final int CLOSED_ON_EXEC = 02000000;

    @Test
    void inheritsNothing() throws Exception {
        try (Traffic traffic = Traffic.of(20)) {
            for (int i = 0; i < PROCESSES; i++) {
                Process process = new ProcessBuilder("ls", "/proc/self/fd").start();
                String open = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(process.waitFor()).isZero();
                assertThat(open.split("\n"))
                        .as("the three, and the folder itself")
                        .hasSize(4);
                if (i % 100 == 0) {
                    traffic.add();
                    traffic.awaitMore();
                }
            }
            assertThat(traffic.ended()).isZero();
        }
    }

    /** The JDK closes all descriptors of a child that it starts; a native library that forks does not. */
    @Test
    void wouldInheritNothingOfAForkEither() throws IOException {
        Chosen.needsNative("a bare fork inherits the JDK's sockets");
        Traffic.of(1).close(); // what the JDK opens for itself is there before
        Set<Path> before = descriptors();
        Set<String> kinds = new TreeSet<>();
        try (Traffic traffic = Traffic.of(20)) {
            Set<Path> ours = descriptors();
            ours.removeAll(before);
            for (Path descriptor : ours) {
                String target = Files.readSymbolicLink(descriptor).toString();
                kinds.add(target.startsWith("socket:") ? "socket" : target);
                assertThat(flags(descriptor) & CLOSED_ON_EXEC).as(target).isNotZero();
            }
            traffic.awaitMore();
        }
        assertThat(kinds).contains("socket", "anon_inode:[eventpoll]", "anon_inode:[eventfd]");
    }

    /** Those that are still open once the folder was read. */
    private static Set<Path> descriptors() throws IOException {
        List<Path> listed;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            listed = open.toList();
        }
        return listed.stream().filter(Files::isSymbolicLink).collect(Collectors.toSet());
    }

    private static int flags(Path descriptor) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName())).stream()
                .filter(line -> line.startsWith("flags:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .sum();
    }
}
