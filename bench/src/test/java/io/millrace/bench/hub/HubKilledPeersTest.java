package io.millrace.bench.hub;

import io.millrace.Engine;
import io.millrace.ProcessCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources and listeners that go away at any byte: nothing of them may stay behind. */
class HubKilledPeersTest {
    private static final int TIMES = 1_000;
    private static final int WARM_UP = 200;
    private static final String HEAD = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String BODY = "5\r\nhello\r\n20\r\n" + "0123456789abcdef".repeat(2) + "\r\n0\r\n\r\n";

    private HubServer hub;

    @BeforeEach
    void start() {
        hub = HubServer.start(Engine.chosen(), "127.0.0.1", 0, 2, false, HubLimits.DEFAULTS);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    /** What the process holds, of which a killed peer must leave nothing. */
    private record Held(long connections, long feeds, long segments, long descriptors) {
        static Held now() throws IOException {
            ProcessCounters counters = ProcessCounters.read();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(counters.connections(), counters.feeds(), counters.segmentsInUse(), open.count());
            }
        }

        boolean isNoMoreThan(Held other) {
            return connections <= other.connections
                    && feeds <= other.feeds
                    && segments <= other.segments
                    && descriptors <= other.descriptors;
        }
    }

    @Test
    void nothingOfThemStaysBehind() throws IOException {
        // Each loop keeps a segment to receive into, and Java one to write into: so the first ones do not count.
        sessions(0, WARM_UP);
        Held before = settled(new Held(0, 0, Long.MAX_VALUE, Long.MAX_VALUE));
        sessions(WARM_UP, WARM_UP + TIMES);
        settled(before);
        try (Client asking = new Client(hub.port())) {
            HubFigures.await(
                    asking,
                    stats -> stats.path("listeners").asInt() == 0
                            && stats.path("streams").isEmpty());
        }
    }

    private void sessions(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            int bytes = ("PUT /live/s" + i + HEAD + BODY).length();
            session(i, i % (bytes + 1), i % 2 == 0);
        }
    }

    /** A listener and a source, of which the source sends so many bytes; then both go, with FIN or with RST. */
    private void session(int number, int bytes, boolean reset) throws IOException {
        String name = "s" + number;
        try (Client listener = new Client(hub.port());
                Client source = new Client(hub.port())) {
            listener.send("GET /live/" + name + "?wait=10 HTTP/1.1\r\nHost: a\r\n\r\n");
            source.send(("PUT /live/" + name + HEAD + BODY).substring(0, bytes));
            if (reset) {
                listener.resetOnEnd();
                source.resetOnEnd();
            }
        }
    }

    /** What is held once it is no more than {@code most}; fails after 10 s with what there was. */
    private static Held settled(Held most) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(Held::now, held -> held.isNoMoreThan(most));
    }
}
