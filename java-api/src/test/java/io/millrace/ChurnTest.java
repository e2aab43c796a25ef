package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many loops, timers and connections, made and closed: what is counted afterwards is what was counted before. A million
 * timers; of what the kernel makes too, so many that each place in the tables was used many times over.
 */
class ChurnTest {
    private static final int TIMERS = 1_000_000;
    private static final int LOOPS = 1_000; // of which there are 256 places
    private static final int CONNECTIONS = 5_000;
    private static final int AT_ONCE = 100;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final class Greeter extends Protocol {
        @Override
        public void connectionMade() {
            transport().write("x");
        }

        @Override
        public void dataReceived(Slice data) {
            transport().abort();
        }
    }

    /** What the process has open. */
    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void timersAreMadeAndCancelled() {
        int[] ran = new int[1];
        for (int i = 0; i < TIMERS / 10_000; i++) {
            running.run(() -> {
                for (int n = 0; n < 9_999; n++) {
                    running.loop()
                            .later(Duration.ofHours(1 + n), () -> ran[0]++)
                            .cancel();
                }
                running.loop().later(Duration.ZERO, () -> ran[0]--);
            });
        }
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> running.on(() -> ran[0]) == -TIMERS / 10_000);
    }

    @Test
    void loopsAreOpenedAndClosed() {
        openAndClose(); // what the first one loads stays open
        long before = descriptors();
        for (int i = 0; i < LOOPS; i++) {
            openAndClose();
        }
        assertThat(descriptors()).isEqualTo(before);
        assertThat(ProcessCounters.read().loops()).isEqualTo(1);
    }

    private static void openAndClose() {
        EventLoop loop = EventLoop.open();
        loop.later(Duration.ofHours(1), () -> {});
        Endpoint.tcp("127.0.0.1", 0).listen(loop, address -> null);
        loop.close();
    }

    @Test
    void connectionsAreMadeAndReset() throws Exception {
        int port = running.listen(address -> new Greeter());
        come(port);
        RunningLoop.assertNone("connections", ProcessCounters::connections);
        long before = descriptors();
        for (int i = 0; i < CONNECTIONS / AT_ONCE; i++) {
            come(port);
        }
        RunningLoop.assertNone("connections", ProcessCounters::connections);
        assertThat(descriptors()).isEqualTo(before);
    }

    private static void come(int port) throws IOException {
        Peer[] peers = new Peer[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            peers[i] = Peer.connect(port);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(peers[i].readText(1)).isEqualTo("x");
            peers[i].reset(); // which leaves no port waiting
        }
    }
}
