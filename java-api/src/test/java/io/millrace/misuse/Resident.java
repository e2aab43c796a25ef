package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/** What an application in a class loader of its own does with the library. Public, since it is called from outside that. */
public final class Resident {
    private static EventLoop loop;

    private Resident() {}

    /** Opens a loop, and has it answer. */
    public static void serve() throws Exception {
        loop = EventLoop.open();
        loop.start();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Protocol() {
                    @Override
                    public void dataReceived(Slice data) {
                        transport().write(data);
                    }
                })
                .port();
        try (Socket peer = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            peer.getOutputStream().write('x');
            if (peer.getInputStream().read() != 'x') {
                throw new AssertionError("it does not answer");
            }
        }
    }

    /** How many loops its own library has. */
    public static long loops() {
        return ProcessCounters.read().loops();
    }

    public static void close() {
        loop.close();
    }

    /** Leaves a data loop running, whose feed ticks without Java, and a loop that nobody turns. */
    public static void forget() {
        EventLoop home = EventLoop.open();
        Feed feed = home.openFeed(DataLoop.open(), Feed.Options.DEFAULTS);
        feed.clock(Duration.ofMillis(1));
        loop = null;
    }
}
