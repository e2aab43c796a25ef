package io.millrace.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.Endpoint;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.testing.Program;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand virtual threads echo over as many connections, all at once, and none of them holds its carrier while it waits. */
class VirtualThreadsTest {
    private static final int CONNECTIONS = 10_000;
    private static final int DESCRIPTORS_BESIDES = 500; // files of the JVM, loops, and what other tests have left
    private static final int FIRST_CONNECTIONS = 100;
    private static final int MESSAGES = 5;
    private static final int CONNECTING_MAX = 500;
    private static final byte[] MESSAGE = "0123456789abcdef".repeat(4).getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    /** Sends a message when the one before is back. */
    private static final class Client extends Protocol {
        private final CountDownLatch done;
        private int received;

        Client(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void dataReceived(Slice data) {
            received += data.length();
            if (received == MESSAGES * MESSAGE.length) {
                done.countDown();
            } else if (received % MESSAGE.length == 0) {
                transport().write(MESSAGE);
            }
        }
    }

    /** As many as a process may have here. */
    private static int connections() throws IOException {
        Process asked = new ProcessBuilder("bash", "-c", "ulimit -Hn").start();
        String limit = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
        return limit.equals("unlimited")
                ? CONNECTIONS
                : Math.min(CONNECTIONS, Integer.parseInt(limit) - DESCRIPTORS_BESIDES);
    }

    @Test
    void tenThousandEcho() throws Exception {
        assumeThat(Runtime.version().feature())
                .as("virtual threads that monitors do not pin")
                .isGreaterThanOrEqualTo(24);
        int connections = connections();
        try (Program server = Program.start(folder, List.of("-Xmx1g"), VirtualEcho.class)) {
            Endpoint endpoint = Endpoint.tcp("127.0.0.1", Integer.parseInt(server.lineAfter("port ")));
            exchange(endpoint, FIRST_CONNECTIONS);
            server.tell("record");
            server.lineAfter("recording");
            exchange(endpoint, connections - FIRST_CONNECTIONS);
            server.tell("report");
            assertThat(server.lineAfter("connections ")).isEqualTo("" + connections);
            assertThat(server.lineAfter("virtual ")).isEqualTo("" + connections);
            assertThat(server.lineAfter("pinned ")).as(server.output()).isEqualTo("0");
            assertThat(server.lineAfter("b")).isEqualTo("ye");
        }
    }

    /** Each has all its messages back, and stays. */
    private void exchange(Endpoint endpoint, int connections) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(connections);
        Semaphore connecting = new Semaphore(CONNECTING_MAX);
        for (int i = 0; i < connections; i++) {
            connecting.acquire();
            endpoint.connect(running.loop(), address -> new Client(done)).thenAccept(client -> {
                client.transport().write(MESSAGE);
                connecting.release();
            });
        }
        assertThat(done.await(90, TimeUnit.SECONDS))
                .as("%s are not done", done.getCount())
                .isTrue();
    }
}
