package io.millrace.testing;

import io.millrace.DataLoop;
import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.framing.LineProtocol;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;

/** A program for a JVM in which the native library does not load: lines are served all the same, searched, and streamed. */
public final class WithoutLibrary {
    private static final String LINE = "x".repeat(5000) + "y";

    private WithoutLibrary() {}

    /** Says which engine was taken, where in a long line it found a byte, and what a listener of the lines' ends heard. */
    public static void main(String[] args) throws Exception {
        try (DataLoop dataLoop = DataLoop.open();
                EventLoop loop = EventLoop.open()) {
            loop.start();
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            try (Peer listener = Peer.connect(listeners(loop, feed));
                    Peer peer = Peer.connect(lines(loop, feed))) {
                Awaitility.await().until(() -> feed.stats().subscribers() == 1);
                String found = peer.send(LINE + "\r\n").readText(4);
                int offHeap =
                        Slice.offHeap(LINE.getBytes(StandardCharsets.US_ASCII)).find((byte) 'y');
                String heard = listener.readText(1);
                System.out.println(Engine.chosen() + " found " + found + " and " + offHeap + ", heard " + heard);
            }
        }
    }

    private static int listeners(EventLoop loop, Feed feed) {
        return Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, address -> new Protocol() {
                    @Override
                    public void connectionMade() {
                        transport().handOver(Role.subscriber(feed, Body.untilClose()));
                    }
                })
                .port();
    }

    private static int lines(EventLoop loop, Feed feed) {
        return Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, address -> new LineProtocol() {
                    @Override
                    public void lineReceived(Slice line) {
                        int at = line.find((byte) 'y');
                        feed.publish(line.slice(at));
                        sendLine(Integer.toString(at));
                    }
                })
                .port();
    }
}
