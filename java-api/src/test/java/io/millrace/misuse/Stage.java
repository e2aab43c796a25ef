package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.DatagramProtocol;
import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.LoopGroup;
import io.millrace.MillraceException;
import io.millrace.Protocol;
import io.millrace.ReconnectingClient;
import io.millrace.bytes.Arena;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Puts new loops with living connections among the {@link Things}, and closes old ones under them. On one thread. */
final class Stage {
    private static final int LOOPS = 4;
    private static final int PAIRS = 4;

    private final Random random;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int scenes;

    Stage(Random random) {
        this.random = random;
        Things.keep(Mark.CRLF, random);
        Things.keep(Mark.sequence("ab"), random);
    }

    /** Talks with its peer, and gives what it receives away. */
    private final class Player extends Protocol {
        private final Caller caller = new Caller(new Random(random.nextLong()));

        @Override
        public void connectionMade() {
            transport().write("12,34;hello");
            Things.keep(transport(), random);
        }

        @Override
        public void dataReceived(Slice data) {
            Things.keep(data, random); // until its turn ends
            Things.keep(data.retain(), random);
            caller.call();
        }
    }

    /** One more loop, with all that it can have. Whatever of it is closed already by a random call is missed. */
    void add() throws Exception {
        try {
            addLoop();
            scenes++;
        } catch (IllegalStateException | MillraceException | CompletionException | RejectedExecutionException closed) {
            if (!Caller.isDocumented(closed) && !(closed instanceof CompletionException)) {
                throw closed;
            }
        }
        while (open.size() > 3 * LOOPS) {
            open.removeLast().close();
        }
    }

    private void addLoop() {
        EventLoop loop = opened(EventLoop.open());
        loop.start();
        DataLoop dataLoop = opened(DataLoop.open());
        LoopGroup group = opened(LoopGroup.open(2));
        group.start();
        Things.keep(loop.later(Duration.ofMillis(50), () -> {}), random);
        Things.keep(loop.openFeed(dataLoop, Feed.Options.DEFAULTS), random);
        if (Engine.chosen() == Engine.NATIVE) { // the other has no datagrams
            Things.keep(Endpoint.udp("127.0.0.1", 0).openDatagrams(loop, new DatagramProtocol() {}), random);
        }
        Things.keep(ReconnectingClient.start(Endpoint.tcp("127.0.0.1", 9), loop, peer -> new Player()), random);
        addBytes();
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, peer -> new Player());
        Things.keep(listener, random);
        for (int i = 0; i < PAIRS; i++) {
            Things.keep(
                    RunningLoop.get(
                            Endpoint.tcp("127.0.0.1", listener.port()).connect(group.next(), peer -> new Player())),
                    random);
        }
    }

    private void addBytes() {
        Pool pool = new Pool(1 << 20);
        Arena arena = pool.arena();
        Things.keep(pool, random);
        Things.keep(arena, random);
        Things.keep(pool.take(64).put("12,34"), random);
        Things.keep(arena.take(64).put("12,34"), random);
        Things.keep(Slice.offHeap("12,34;hello".getBytes()), random);
        Things.keep(Slice.of("12,34;hello"), random);
    }

    private <T extends AutoCloseable> T opened(T made) {
        open.push(made);
        Things.keep(made, random);
        return made;
    }

    /** How many came to be as they should. */
    int scenes() {
        return scenes;
    }

    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        Things.all(EventLoop.class).forEach(EventLoop::close);
    }
}
