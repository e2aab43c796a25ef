package io.millrace.testing;

import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.LineProtocol;
import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;

/** A program for a JVM in which the native library does not load: lines are served all the same, and searched. */
public final class WithoutLibrary {
    private static final String LINE = "x".repeat(5000) + "y";

    private WithoutLibrary() {}

    /** Says which engine was taken, and where in a long line it found a byte. */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoop.open()) {
            loop.start();
            int port = Endpoint.tcp("127.0.0.1", 0)
                    .listen(loop, address -> new LineProtocol() {
                        @Override
                        public void lineReceived(Slice line) {
                            sendLine(Integer.toString(line.find((byte) 'y')));
                        }
                    })
                    .port();
            try (Peer peer = Peer.connect(port)) {
                String found = peer.send(LINE + "\r\n").readText(4);
                int offHeap =
                        Slice.offHeap(LINE.getBytes(StandardCharsets.US_ASCII)).find((byte) 'y');
                System.out.println(Engine.chosen() + " found " + found + " and " + offHeap);
            }
        }
    }
}
