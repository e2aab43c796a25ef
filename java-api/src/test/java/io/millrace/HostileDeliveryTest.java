package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One table of deliveries, over both engines: however bytes arrive, what a protocol makes of them is the same. */
class HostileDeliveryTest {
    /** Borders everywhere: delimiters in halves, empty lines, a false start of one, and an end without one. */
    private static final String LINES = "first\r\n\r\na\rb\r\r\n" + "x".repeat(300) + "\r\n\n\r\nlast\r\nrest";

    /** A chunked body between two lines: an extension, a chunk with a line's end in it, and one of a line's end, a trailer. */
    private static final String UPLOAD =
            "go\r\n5;a=b\r\nhello\r\nA\r\n, wor\r\nld!\r\n2\r\n\r\n\r\n0\r\nTrailer: x\r\n\r\nnext\r\n";

    private static final String UPLOADED = "hello, wor\r\nld!\r\n";

    /** How a text is sent: each piece by itself, when the loop has taken the one before. */
    private enum Delivery {
        WHOLE {
            @Override
            Stream<List<String>> of(String text) {
                return Stream.of(List.of(text));
            }
        },
        ONE_BYTE_AT_A_TIME {
            @Override
            Stream<List<String>> of(String text) {
                return Stream.of(text.codePoints().mapToObj(Character::toString).toList());
            }
        },
        CUT_AT_EVERY_BORDER {
            @Override
            Stream<List<String>> of(String text) {
                return Stream.iterate(1, cut -> cut < text.length(), cut -> cut + 1)
                        .filter(cut -> isBorder(text, cut))
                        .map(cut -> List.of(text.substring(0, cut), text.substring(cut)));
            }
        },
        IN_PIECES_OF_SEVEN {
            @Override
            Stream<List<String>> of(String text) {
                List<String> pieces = new ArrayList<>();
                for (int at = 0; at < text.length(); at += 7) {
                    pieces.add(text.substring(at, Math.min(text.length(), at + 7)));
                }
                return Stream.of(pieces);
            }
        };

        /** All the ways of cutting it. */
        abstract Stream<List<String>> of(String text);

        /** Beside or within a delimiter. */
        private static boolean isBorder(String text, int cut) {
            return text.substring(Math.max(0, cut - 2), Math.min(text.length(), cut + 2))
                    .matches("(?s).*[\r\n].*");
        }
    }

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    private static final class Lines extends LineProtocol {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private volatile Ending ending;

        @Override
        public void lineReceived(Slice line) {
            lines.add(line.toString(StandardCharsets.US_ASCII));
            sendLine(line);
        }

        @Override
        public void connectionLost(Ending how) {
            ending = how;
        }
    }

    /** Its first line makes it the source of the feed, or one of those who hear it. */
    private static final class Studio extends LineProtocol {
        private final Feed feed;
        private final CompletableFuture<StreamResult> returned = new CompletableFuture<>();
        private final CompletableFuture<String> next = new CompletableFuture<>();

        Studio(Feed feed) {
            super("\r\n", 100, Delivery.LOCKSTEP);
            this.feed = feed;
        }

        @Override
        public void lineReceived(Slice line) {
            switch (line.toString(StandardCharsets.US_ASCII)) {
                case "go" ->
                    transport().handOver(Role.source(feed, Body.chunked()).thenReturn());
                case "hear" -> transport().handOver(Role.subscriber(feed, Body.untilClose()));
                default -> next.complete(line.toString(StandardCharsets.US_ASCII));
            }
        }

        @Override
        public void returned(StreamResult result) {
            returned.complete(result);
        }
    }

    private EventLoop loop;
    private DataLoop dataLoop;

    private int listen(Engine engine, ProtocolFactory factory) {
        dataLoop = DataLoop.open(engine);
        loop = EventLoop.open(engine);
        loop.start();
        return Endpoint.tcp("127.0.0.1", 0).listen(loop, factory).port();
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        dataLoop.close();
        RunningLoop.assertNothingIsLeft();
    }

    static Stream<Arguments> deliveries() {
        return Stream.of(Engine.values())
                .flatMap(engine -> Stream.of(Delivery.values()).map(delivery -> Arguments.of(engine, delivery)));
    }

    private void send(Peer peer, List<String> pieces) throws Exception {
        for (String piece : pieces) {
            peer.send(piece);
            long turns = loop.counters().turns();
            loop.execute(() -> {});
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(RunningLoop.PATIENCE)
                    .until(() -> loop.counters().turns() > turns);
        }
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void echoAnswersTheSameBytes(Engine engine, Delivery delivery) throws Exception {
        int port = listen(engine, peer -> new Echo());
        for (List<String> pieces : delivery.of(LINES).toList()) {
            try (Peer peer = Peer.connect(port)) {
                send(peer, pieces);
                peer.finish();
                assertThat(peer.readAllText()).isEqualTo(LINES);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void linesAreTheSame(Engine engine, Delivery delivery) throws Exception {
        String whole = LINES.substring(0, LINES.lastIndexOf('\n') + 1);
        int port = listen(engine, peer -> new Lines());
        for (List<String> pieces : delivery.of(LINES).toList()) {
            try (Peer peer = Peer.connect(port)) {
                send(peer, pieces);
                peer.finish();
                assertThat(peer.readAllText()).as("cut in %s", pieces).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void aResetInBetweenEndsItOnceAndLeavesNothing(Engine engine, Delivery delivery) throws Exception {
        Queue<Lines> made = new ConcurrentLinkedQueue<>();
        int port = listen(engine, address -> {
            Lines lines = new Lines();
            made.add(lines);
            return lines;
        });
        List<String> expected = List.of(LINES.split("\r\n", -1));
        for (List<String> pieces : delivery.of(LINES).toList()) {
            Peer peer = Peer.connect(port);
            send(peer, pieces.subList(0, (pieces.size() + 1) / 2));
            peer.reset();
        }
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(made)
                        .isNotEmpty()
                        .allSatisfy(one -> assertThat(one.ending).isNotNull()));
        assertThat(made).allSatisfy(one -> {
            assertThat(one.ending.reason()).isEqualTo(Reason.PEER_RESET);
            assertThat(one.lines).containsExactlyElementsOf(expected.subList(0, one.lines.size()));
        });
    }

    /** Each piece by itself, when one of the two loops has received the one before. */
    private void stream(Peer peer, List<String> pieces) throws Exception {
        for (String piece : pieces) {
            long expected = received() + piece.length();
            peer.send(piece);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(RunningLoop.PATIENCE)
                    .until(() -> received() == expected);
        }
    }

    private long received() {
        return loop.counters().bytesIn() + dataLoop.counters().bytesIn();
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void aBodyGoesToItsListenersAndWhatFollowsGoesHome(Engine engine, Delivery delivery) throws Exception {
        Queue<Studio> made = new ConcurrentLinkedQueue<>();
        Queue<Feed> feeds = new ConcurrentLinkedQueue<>();
        int port = listen(engine, address -> {
            Studio studio = new Studio(feeds.element());
            made.add(studio);
            return studio;
        });
        for (List<String> pieces : delivery.of(UPLOAD).toList()) {
            feeds.clear();
            made.clear();
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            feeds.add(feed);
            try (Peer listener = Peer.connect(port);
                    Peer source = Peer.connect(port)) {
                listener.send("hear\r\n");
                await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
                stream(source, pieces);
                assertThat(listener.readAllText()).as("cut in %s", pieces).isEqualTo(UPLOADED);
                Studio studio = made.stream().skip(1).findFirst().orElseThrow();
                assertThat(RunningLoop.get(studio.returned).bytes()).isEqualTo(UPLOADED.length());
                assertThat(RunningLoop.get(studio.next)).isEqualTo("next");
            }
        }
    }
}
