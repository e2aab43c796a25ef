package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines, however they are cut on the wire. */
class LineProtocolTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Answers each line in brackets, so that its borders can be seen. */
    private static class Brackets extends LineProtocol {
        Brackets(String delimiter, int lengthMax, Delivery delivery) {
            super(delimiter, lengthMax, delivery);
        }

        Brackets(String delimiter) {
            super(delimiter, 100);
        }

        @Override
        public void lineReceived(Slice line) {
            transport().write("[");
            transport().write(line);
            transport().write("]");
        }
    }

    private static final class EchoLines extends LineProtocol {
        @Override
        public void lineReceived(Slice line) {
            sendLine(line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "aab", "\r\n\r\n", "12345678", "aaaa", "\u00e4\u00ff"})
    void findsDelimitersThatAreSplitOverWrites(String delimiter) throws Exception {
        String sent = "one" + delimiter + delimiter + "t" + delimiter.substring(0, delimiter.length() - 1) + "-wo"
                + delimiter + "three" + delimiter;
        String expected = "[one][][t" + delimiter.substring(0, delimiter.length() - 1) + "-wo][three]";
        byte[] bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
        int port = running.listen(peer -> new Brackets(delimiter));
        for (int cut = 1; cut < bytes.length; cut++) {
            try (Peer peer = Peer.connect(port)) {
                peer.send(Arrays.copyOf(bytes, cut));
                running.run(() -> {});
                peer.send(Arrays.copyOfRange(bytes, cut, bytes.length));
                byte[] answer = peer.read(expected.length());
                assertThat(new String(answer, StandardCharsets.ISO_8859_1)).isEqualTo(expected);
            }
        }
    }

    /** A line that ends the lines, in a batch with others behind it. */
    private static String linesUpTo(RunningLoop running, Consumer<Transport> last) throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        CompletableFuture<Ending> ended = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new LineProtocol() {
            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString(StandardCharsets.US_ASCII));
                if (lines.size() == 2) {
                    last.accept(transport());
                }
            }

            @Override
            public void connectionLost(Ending ending) {
                ended.complete(ending);
            }
        });
        peer.send("1\r\n2\r\n3\r\n4\r\n");
        peer.finish();
        RunningLoop.get(ended);
        return String.join(" ", lines);
    }

    @Test
    void noLineComesAfterOneThatClosesOrHandsOver() throws Exception {
        Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
        assertThat(linesUpTo(running, Transport::close)).isEqualTo("1 2");
        assertThat(linesUpTo(running, Transport::abort)).isEqualTo("1 2");
        assertThat(linesUpTo(running, transport -> transport.handOver(Role.source(feed, Body.untilClose()))))
                .isEqualTo("1 2");
    }

    @Test
    void findsLinesThatComeOneByteAtATime() throws Exception {
        Peer peer = running.peerOf(address -> new EchoLines());
        for (byte octet : "first\r\n\r\nthird\r\n".getBytes(StandardCharsets.US_ASCII)) {
            peer.send(octet);
            running.run(() -> {});
        }
        assertThat(peer.readText(16)).isEqualTo("first\r\n\r\nthird\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 70, 1000, 16_384})
    void answersManyLinesAtOnce(int length) throws Exception {
        Peer peer = running.peerOf(address -> new EchoLines());
        String line = "x".repeat(length) + "\r\n";
        String all = line.repeat(200_000 / line.length());
        CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> read(peer, all.length()));
        peer.send(all);
        assertThat(new String(RunningLoop.get(reading), StandardCharsets.US_ASCII))
                .isEqualTo(all);
    }

    private static byte[] read(Peer peer, int count) {
        try {
            return peer.read(count);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void answersTheLongestLineAndRefusesALongerOne() throws Exception {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Brackets("\n") {
            @Override
            public void lineLengthExceeded(FrameFault fault) {
                offset.complete(fault.offset());
                super.lineLengthExceeded(fault);
            }
        });
        peer.send("x".repeat(100) + "\n");
        assertThat(peer.readText(102)).isEqualTo("[" + "x".repeat(100) + "]");
        peer.send("y".repeat(101) + "\nmore\n").finish();
        assertThat(peer.readAllText()).isEmpty();
        assertThat(RunningLoop.get(offset)).isEqualTo(101);
    }

    @Test
    void mayAnswerBeforeItEndsALineThatIsTooLong() throws Exception {
        Peer peer = running.peerOf(address -> new Brackets("\n") {
            @Override
            public void lineLengthExceeded(FrameFault fault) {
                transport().write("too long");
                transport().close();
            }
        });
        peer.send("y".repeat(1000));
        assertThat(peer.readAllText()).isEqualTo("too long");
    }

    @Test
    void inLockstepTheNextLineWaitsUntilItIsAskedFor() throws Exception {
        List<String> lines = new ArrayList<>();
        CompletableFuture<LineProtocol> made = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new LineProtocol("\n", 100, LineProtocol.Delivery.LOCKSTEP) {
            @Override
            public void connectionMade() {
                made.complete(this);
            }

            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString(StandardCharsets.US_ASCII));
                sendLine("seen " + lines.size());
            }
        });
        peer.send("one\ntwo\nthree\n");
        assertThat(peer.readText(7)).isEqualTo("seen 1\n");
        for (int i = 0; i < 5; i++) {
            running.run(() -> {});
        }
        assertThat(running.on(() -> List.copyOf(lines))).containsExactly("one");
        running.run(() -> RunningLoop.get(made).nextLine());
        assertThat(peer.readText(7)).isEqualTo("seen 2\n");
        running.run(() -> RunningLoop.get(made).nextLine());
        assertThat(peer.readText(7)).isEqualTo("seen 3\n");
        assertThat(running.on(() -> List.copyOf(lines))).containsExactly("one", "two", "three");
    }

    /** Lines until the word "raw", then raw bytes until an exclamation mark ends them, then lines again. */
    private static final class Switching extends LineProtocol {
        private final StringBuilder raw = new StringBuilder();

        Switching(Delivery delivery) {
            super("\n", 100, delivery);
        }

        @Override
        public void lineReceived(Slice line) {
            sendLine(line);
            if (line.contentEquals("raw")) {
                setRawMode();
            }
            nextLine();
        }

        @Override
        public void rawDataReceived(Slice data) {
            raw.append(data.toString(StandardCharsets.US_ASCII));
            if (data.byteAt(data.length() - 1) == '!') {
                transport().write("<" + raw + ">\n");
                setLineMode();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void switchesToRawBytesAndBack(boolean lockstep) throws Exception {
        LineProtocol.Delivery delivery = lockstep ? LineProtocol.Delivery.LOCKSTEP : LineProtocol.Delivery.BATCH;
        Peer peer = running.peerOf(address -> new Switching(delivery));
        peer.send("line\nraw\nnot\na\nline!");
        assertThat(peer.readText(9)).isEqualTo("line\nraw\n");
        assertThat(peer.readText(14)).isEqualTo("<not\na\nline!>\n");
        peer.send("again\nraw\n!");
        assertThat(peer.readText(14)).isEqualTo("again\nraw\n<not");
    }

    @Test
    void deliversNothingMoreOfABatchOnceItIsClosed() throws Exception {
        List<String> lines = new ArrayList<>();
        Peer peer = running.peerOf(address -> new LineProtocol("\n", 10) {
            @Override
            public void lineReceived(Slice line) {
                lines.add(line.toString(StandardCharsets.US_ASCII));
                transport().close();
            }
        });
        peer.send("one\ntwo\nthree\n").finish();
        assertThat(peer.readAll()).isEmpty();
        assertThat(running.on(() -> List.copyOf(lines))).containsExactly("one");
    }

    @Test
    void sendsLinesOfAnyKind() throws Exception {
        Peer peer = running.peerOf(address -> new LineProtocol(";", 10) {
            @Override
            public void connectionMade() {
                sendLine("grün");
                sendLine(Slice.of("slice"));
            }

            @Override
            public void lineReceived(Slice line) {
                sendLine(line.slice(1));
                sendLine(line.copy());
                sendLine(line);
            }
        });
        assertThat(peer.readText(12)).isEqualTo("grün;slice;");
        peer.send("abc;");
        assertThat(peer.readText(11)).isEqualTo("bc;abc;abc;");
    }

    @Test
    void refusesDelimitersAndLengthsOutOfBounds() {
        for (String delimiter : new String[] {"", "123456789", "€"}) {
            assertThatThrownBy(() -> new Brackets(delimiter)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int length : new int[] {0, -1, Integer.MAX_VALUE, (8 << 20) + 1}) {
            assertThatThrownBy(() -> new Brackets("\n", length, LineProtocol.Delivery.BATCH))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isForTheLoopsThreadAlone() {
        CompletableFuture<LineProtocol> made = new CompletableFuture<>();
        running.peerOf(address -> new Brackets("\n") {
            @Override
            public void connectionMade() {
                made.complete(this);
            }
        });
        LineProtocol protocol = RunningLoop.get(made);
        for (Runnable call : List.<Runnable>of(protocol::nextLine, protocol::setRawMode, protocol::setLineMode)) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("loop's thread");
        }
    }

    @Test
    void copiesNothingButUnfinishedLines() throws Exception {
        Peer peer = running.peerOf(address -> new EchoLines());
        String batch =
                IntStream.range(0, 100).mapToObj(i -> "line " + i + "\r\n").collect(Collectors.joining());
        peer.send(batch);
        assertThat(peer.readText(batch.length())).isEqualTo(batch);

        LoopCounters counters =
                running.on(running.loop()::counters); // between two turns: the peer may be ahead of them
        assertThat(counters.bytesCopiedTails()).isZero();
        assertThat(counters.bytesOut()).isEqualTo(batch.length());
        assertThat(counters.commands()).as("all lines leave as one write").isLessThan(10);
    }
}
