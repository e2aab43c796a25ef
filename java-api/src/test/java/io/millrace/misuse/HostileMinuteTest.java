package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Reason;
import io.millrace.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Honest clients of a server that hostile ones of all kinds come to, past its limit of descriptors: every question is answered,
 * each ending has the reason that fits, and nothing is left. How long the answers took is printed, and decides nothing: without
 * the others, with them at another server of the machine, and with them here.
 */
class HostileMinuteTest {
    /** -Dmillrace.hostile.seconds=60 is the whole minute. */
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("millrace.hostile.seconds", 8));

    private static final Duration CALM = Duration.ofMillis(Math.min(10_000, TIME.toMillis() / 4));
    private static final int DESCRIPTORS = 250;
    private static final long BYTES_EACH = 256 << 10;
    private static final String END = "that is all";

    /** Hostile clients are elsewhere in the world: here they get the processor time that nobody else wants, where that can be said. */
    private static final String IDLY =
            "chrt --idle --pid 0 $$ 2>/dev/null || renice -n 19 -p $$ >/dev/null 2>&1 || true";

    @TempDir
    Path folder;

    private final Map<Kind, Set<Reason>> seen = new EnumMap<>(Kind.class);

    @Test
    @Timeout(300)
    void leavesHonestClientsServedAndNothingElse() throws Exception {
        try (Program server = startServer();
                Program other = startServer()) {
            String port = server.lineAfter("port ");
            String otherPort = other.lineAfter("port ");
            try (HonestClients honest = new HonestClients(Integer.parseInt(port))) {
                honest.ask(CALM); // until everything is compiled
                print("without them", honest.ask(CALM));
                print("with them elsewhere, on the same machine", attacked(otherPort, honest, CALM));
                print("with them", attacked(port, honest, TIME));
                print("without them", honest.ask(CALM));
            }
            end(other); // which was not attacked for long enough to meet them all
            end(server).output().lines().forEach(this::check);
        }
        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.HONEST))) {
            assertThat(seen.get(kind)).as(kind.word()).containsAll(kind.own());
        }
        assertThat(seen.get(Kind.HONEST)).containsExactly(Reason.PEER_CLOSED);
    }

    private Program startServer() throws IOException {
        return Program.start(folder, "ulimit -n " + DESCRIPTORS, List.of("-Xmx64m"), HostileServer.class);
    }

    /** How long answers took while the server at that port was attacked. */
    private long[] attacked(String port, HonestClients honest, Duration time) throws IOException {
        try (Program hostile = Program.start(folder, IDLY, List.of("-Xmx64m"), HostileClients.class, port)) {
            hostile.lineAfter("ready");
            hostile.tell("begin");
            long[] took = honest.ask(time);
            hostile.tell(END);
            hostile.await().assertEndsWell("they are gone");
            return took;
        }
    }

    private static Program end(Program server) throws IOException {
        server.tell(END);
        server.await().assertEndsWell("refused ");
        return server;
    }

    private void check(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "ended" -> {
                Kind kind = Kind.of(words[1]);
                Reason reason = Reason.valueOf(words[2]);
                assertThat(kind.explains(reason)).as(line).isTrue();
                seen.computeIfAbsent(kind, any -> EnumSet.noneOf(Reason.class)).add(reason);
            }
            case "held" -> assertThat(Long.parseLong(words[1])).as(line).isLessThan(DESCRIPTORS * BYTES_EACH);
            case "refused" -> assertThat(Long.parseLong(words[1])).as(line).isPositive();
            default -> assertThat(line).startsWith("port ");
        }
        System.out.println(line);
    }

    private static void print(String when, long[] nanos) {
        System.out.printf(
                "%s: %d answers, median %d us, p99 %d us, longest %d us%n",
                when,
                nanos.length,
                nanos[nanos.length / 2] / 1000,
                nanos[nanos.length * 99 / 100] / 1000,
                Arrays.stream(nanos).max().orElse(0) / 1000);
    }
}
