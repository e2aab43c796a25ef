package io.millrace.misuse;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Pairs of connections of one loop that send each other a message for ever: what the programs of the misuses disturb. */
final class Traffic implements AutoCloseable {
    private static final String MESSAGE = "message";
    private static final int MORE = 100;

    private final EventLoop loop = EventLoop.open();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final Listener listener;

    private class Player extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            messages.incrementAndGet();
            transport().write(data);
        }

        @Override
        public void connectionLost(Ending ending) {
            ended.incrementAndGet();
        }
    }

    private final class Server extends Player {
        @Override
        public void connectionMade() {
            transport().write(MESSAGE);
        }
    }

    private Traffic() {
        loop.start();
        listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Server());
    }

    static Traffic of(int pairs) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < pairs; i++) {
            traffic.add();
        }
        traffic.awaitMore();
        return traffic;
    }

    /** Another pair. */
    void add() {
        RunningLoop.get(Endpoint.tcp("127.0.0.1", listener.port()).connect(loop, peer -> new Player()));
    }

    EventLoop loop() {
        return loop;
    }

    long messages() {
        return messages.get();
    }

    /** How many connections were lost. */
    long ended() {
        return ended.get();
    }

    /** Waits until it has gone on for a while. */
    void awaitMore() {
        long before = messages.get();
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> messages.get() > before + MORE);
    }

    /** Ends it, and sees that nothing is left. */
    @Override
    public void close() {
        loop.close();
        RunningLoop.assertNothingIsLeft();
    }
}
