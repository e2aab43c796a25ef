package io.millrace.testing;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.Protocol;
import java.util.concurrent.CountDownLatch;

/**
 * A server that greets, and says in the end how many connections it had to turn away. Ends with a line from its
 * standard input.
 */
public final class CrowdedServer {
    private CrowdedServer() {}

    /** Counts the ends of the first connection, which has two. */
    private static final CountDownLatch FIRST = new CountDownLatch(2);

    private static final class Greeter extends Protocol {
        @Override
        public void connectionMade() {
            transport().write("hello");
        }

        @Override
        public void connectionLost(Ending ending) {
            FIRST.countDown();
        }
    }

    /** Which needs descriptors, where they are not in a jar: one connection from its start to its end. */
    private static void loadClasses(EventLoop loop, Listener listener) throws InterruptedException {
        Endpoint.tcp("127.0.0.1", listener.port())
                .connect(loop, peer -> new Greeter())
                .join()
                .transport()
                .abort();
        FIRST.await();
        loop.counters();
    }

    public static void main(String[] arguments) throws Exception {
        try (EventLoop loop = EventLoop.open()) {
            Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Greeter());
            loop.start();
            loadClasses(loop, listener);
            System.out.println(listener.port());
            System.in.read();
            System.out.println(listener.connections());
            System.out.println(loop.counters().connectionsRefused());
        }
    }
}
