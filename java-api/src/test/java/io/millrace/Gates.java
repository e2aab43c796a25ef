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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed, and a port behind which a client says in one line which part it plays in it. */
final class Gates {
    private final List<String> linesAtHome = new CopyOnWriteArrayList<>();
    private final List<Gate> all = new CopyOnWriteArrayList<>();
    private final RunningLoop running;
    private final EventLoop home;
    private final DataLoop dataLoop;
    private final int port;
    private Feed feed;

    /** On the test's own loop. */
    Gates(RunningLoop running) {
        this(running, running.loop());
    }

    Gates(RunningLoop running, EventLoop home) {
        this.running = running;
        this.home = home;
        dataLoop = running.dataLoop();
        port = Endpoint.tcp("127.0.0.1", 0).listen(home, peer -> new Gate()).port();
        open(Feed.Options.DEFAULTS);
    }

    /** Another feed from now on. */
    void open(Feed.Options options) {
        feed = home.openFeed(dataLoop, options);
    }

    Feed feed() {
        return feed;
    }

    DataLoop dataLoop() {
        return dataLoop;
    }

    /** The lines that were read in Java, of all connections. */
    List<String> linesAtHome() {
        return linesAtHome;
    }

    /**
     * What a test's clients speak: a line says which part the connection plays from then on. It remembers how that ended.
     */
    final class Gate extends LineProtocol {
        final CompletableFuture<StreamResult> returned = new CompletableFuture<>();
        final CompletableFuture<MillraceException> refused = new CompletableFuture<>();
        final CompletableFuture<Ending> ended = new CompletableFuture<>();

        Gate() {
            super("\n", 100, Delivery.LOCKSTEP);
        }

        @Override
        public void connectionMade() {
            all.add(this);
        }

        @Override
        public void lineReceived(Slice line) {
            String words = line.toString(StandardCharsets.US_ASCII);
            linesAtHome.add(words);
            String[] word = words.split(" ");
            switch (word[0]) {
                case "source" -> transport().handOver(Role.source(feed, body(word[1])));
                case "return" ->
                    transport().handOver(Role.source(feed, body(word[1])).thenReturn());
                case "limit" ->
                    transport()
                            .handOver(Role.source(feed, body(word[1])).limit(10).thenReturn());
                case "listen" -> {
                    sendLine("you are in");
                    transport().handOver(Role.subscriber(feed, body(word[1])));
                }
                case "visit" -> {
                    sendLine("you are in");
                    transport().handOver(Role.subscriber(feed, body(word[1])).thenReturn());
                }
                default -> {
                    sendLine("home " + words);
                    nextLine();
                }
            }
        }

        private Body body(String word) {
            return switch (word) {
                case "close" -> Body.untilClose();
                case "chunked" -> Body.chunked();
                default -> Body.length(Long.parseLong(word));
            };
        }

        @Override
        public void returned(StreamResult result) {
            returned.complete(result);
        }

        @Override
        public void refused(MillraceException why) {
            refused.complete(why);
        }

        @Override
        public void connectionLost(Ending ending) {
            ended.complete(ending);
        }
    }

    Peer connect(String firstLine) throws IOException {
        return enter(running.closing(Peer.connect(port)), firstLine);
    }

    Peer enter(Peer peer, String firstLine) throws IOException {
        int number = peer.socket().getLocalPort();
        peer.send(firstLine + "\n");
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> all.stream()
                        .anyMatch(gate -> ((InetSocketAddress) gate.transport().peer()).getPort() == number));
        return peer;
    }

    Peer listener(String body) throws IOException {
        return listener(running.closing(Peer.connect(port)), body);
    }

    Peer listener(Peer peer, String body) throws IOException {
        int before = feed.stats().subscribers();
        enter(peer, "listen " + body);
        assertThat(peer.readText(11)).isEqualTo("you are in\n");
        awaitSubscribers(before + 1);
        return peer;
    }

    void awaitSubscribers(int count) {
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == count);
    }

    void awaitPublished(long bytes) {
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().publishedBytes() == bytes);
    }

    /** A peer whose kernel takes little for it while it does not read. */
    Peer slowPeer() {
        return running.closing(Peer.connectSlow(port));
    }

    /** The connections in the order in which they came. */
    Gate gate(int index) {
        return all.get(index);
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static byte[] chunked(byte[] body, int size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += size) {
            int length = Math.min(size, body.length - at);
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, length);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    static byte[] unchunked(Peer peer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            while (!size.toString().endsWith("\r\n")) {
                size.append(peer.readText(1));
            }
            int length = Integer.parseInt(size.toString().trim(), 16);
            body.writeBytes(peer.read(length));
            assertThat(peer.readText(2)).isEqualTo("\r\n");
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    /** Nothing more comes: it ends, or is reset. */
    static void assertGone(Peer peer) {
        try {
            assertThat(peer.readAll()).isEmpty();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
