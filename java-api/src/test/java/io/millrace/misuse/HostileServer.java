package io.millrace.misuse;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Limits;
import io.millrace.Listener;
import io.millrace.ProcessCounters;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * A server that sends each line back, and keeps account: how each kind of client ended, by the name that it gives in its first
 * line; how many were turned away; the most memory that was held. A line on its standard input ends it.
 */
final class HostileServer {
    /** Within which a client has to send a whole line. */
    private static final Duration LINE = Duration.ofSeconds(3);

    /** Within which a client's TCP has to take something of what it is sent. */
    private static final Duration STALL = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final int LINE_BYTES_MAX = 1024;

    private final TreeMap<String, Integer> endings = new TreeMap<>();
    private long heldMost;

    private HostileServer() {}

    private final class Account extends LineProtocol {
        private String kind = Kind.UNSAID.word();

        Account() {
            super("\n", LINE_BYTES_MAX);
        }

        @Override
        public void connectionMade() {
            transport().limits(Limits.DEFAULTS.withWrite(STALL));
            transport().deadline(LINE);
        }

        @Override
        public void lineReceived(Slice line) {
            transport().deadline(LINE);
            if (kind.equals(Kind.UNSAID.word())) {
                kind = line.toString(StandardCharsets.US_ASCII);
            }
            sendLine(line);
        }

        @Override
        public void connectionLost(Ending ending) {
            endings.merge(kind + " " + ending.reason(), 1, Integer::sum);
        }
    }

    public static void main(String[] arguments) throws Exception {
        new HostileServer().serve();
    }

    private void serve() throws Exception {
        EventLoop loop = EventLoop.open();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Account());
        loop.every(
                LOOK,
                skipped -> heldMost = Math.max(heldMost, ProcessCounters.read().segmentBytesInUse()));
        loop.start();
        loadClasses(loop, listener.port());
        int descriptors = Descriptors.of("socket").size();
        System.out.println("port " + listener.port());
        System.in.read();
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> listener.connections() == 0);
        require(Descriptors.of("socket").size() == descriptors, "no socket is left");
        long refused = loop.counters().connectionsRefused();
        loop.close();
        RunningLoop.assertNothingIsLeft();
        endings.forEach((ending, count) -> System.out.println("ended " + ending + " " + count));
        System.out.println("held " + heldMost);
        System.out.println("refused " + refused);
    }

    /** Which needs descriptors, where they are not in a jar: one connection from its start to its end, and all that ends it. */
    private static void loadClasses(EventLoop loop, int port) throws Exception {
        Protocol client = RunningLoop.get(Endpoint.tcp("127.0.0.1", port).connect(loop, peer -> new Protocol() {}));
        client.transport().write(Kind.FLOOD.word() + "\n");
        client.transport().close();
        Awaitility.await()
                .atMost(RunningLoop.PATIENCE)
                .until(() -> client.transport().ending().isPresent());
        Descriptors.of("socket");
        loop.counters();
    }

    private static void require(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError("it is not so that " + what);
        }
    }
}
