package io.millrace.testkit;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.Protocol;
import io.millrace.ProtocolFactory;
import io.millrace.engine.Memory;
import io.millrace.engine.nio.NioSeam;
import io.millrace.engine.nio.Platform;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * A loop for tests of protocols: no sockets, no threads, no waiting. Peers are objects of the test, time passes when it is told
 * to, and what the test does to them has had all its effects when the call returns.
 *
 * <pre>{@code
 * try (TestLoop loop = new TestLoop()) {
 *     TestPeer peer = loop.connect(new Echo());
 *     peer.send("hel").send("lo");
 *     assert peer.received().equals("hello");
 *     loop.advance(Duration.ofMinutes(5));
 *     assert peer.ended().reason() == Reason.IDLE;
 * }
 * }</pre>
 *
 * <p>Protocols, transports, timers and framing are the real ones, on {@link io.millrace.Engine#NIO}'s code, whose sockets and
 * clock are replaced; so time-outs, water marks and half-closed connections behave as with a peer across the network, but
 * always in the same way. {@link io.millrace.async.AsyncConnection#each} and {@link io.millrace.flow.FlowConnection#each} are
 * protocol factories as well. What waits for another thread has no place here; nor have data loops, datagrams and sockets of
 * others.
 *
 * <p><b>Thread.</b> The one that made it, which is the loop's thread in callbacks. <b>Errors.</b> What a callback throws is
 * logged and aborts its connection, as ever: {@link TestPeer#ended} then says {@link io.millrace.Reason#LOCAL_ABORT}.
 */
public final class TestLoop implements AutoCloseable {
    private static final ThreadLocal<Platform> OPENING = new ThreadLocal<>();

    /** Of all test loops: it cannot be given back. */
    private static final class Shared {
        static final Memory MEMORY = NioSeam.memory(TestLoop::platform);
    }

    private final VirtualClock clock = new VirtualClock();
    private final MemoryNetwork network = new MemoryNetwork(clock, this::atRest);
    private final EventLoop loop = opened();

    /** Opens it; at the time 0. */
    public TestLoop() {
        loop.stallAfter(Duration.ZERO); // a test that is looked at in a debugger stalls no one
    }

    private EventLoop opened() {
        OPENING.set(new Platform(network, clock::now));
        try {
            return EventLoop.open(Shared.MEMORY, clock::now);
        } finally {
            OPENING.remove();
        }
    }

    /** Of the loop that is being opened; one that others open, to keep memory for views, is never turned. */
    private static Platform platform() {
        Platform opening = OPENING.get();
        return opening != null ? opening : new Platform(new MemoryNetwork(new VirtualClock(), () -> {}), () -> 0);
    }

    private void atRest() {
        loop.stop();
    }

    /** A peer that has connected to {@code protocol}, which serves this connection as if a listener had accepted it. */
    public TestPeer connect(Protocol protocol) {
        Objects.requireNonNull(protocol, "protocol");
        return connect(address -> protocol);
    }

    /** As {@link #connect(Protocol)}, with the protocol that the factory makes; if it makes none, the peer is reset. */
    public TestPeer connect(ProtocolFactory factory) {
        Remembered made = new Remembered(factory);
        Endpoint endpoint = Endpoint.tcp("127.0.0.1", network.newPort());
        Listener listener = endpoint.listen(loop, made);
        MemorySocket socket = network.connectTo(listener.port());
        run();
        listener.close();
        run();
        return new TestPeer(this, socket, made);
    }

    /** A peer that the factory's protocol has connected to, as {@link Endpoint#connect} does. */
    public TestPeer dial(ProtocolFactory factory) {
        Remembered made = new Remembered(factory);
        Queue<MemorySocket> accepted = new ArrayDeque<>();
        int port = network.newPort();
        network.listen(port, accepted::add);
        Endpoint.tcp("127.0.0.1", port).connect(loop, made);
        run();
        network.close(port);
        return new TestPeer(this, accepted.remove(), made);
    }

    /**
     * Has so much time pass, for all timers and time-outs that are due within it, each at its time; those of connections in
     * whole milliseconds, rounded up.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + time);
        }
        clock.allow(time.toNanos());
        run();
    }

    /** How much time has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(clock.now());
    }

    /**
     * Turns the loop until it has nothing left to do at this time. What is done to peers does so by itself; after what is asked
     * of a transport or the loop directly, call it.
     *
     * @throws IllegalStateException in a callback, or if the loop does not come to rest
     */
    public void run() {
        loop.run();
    }

    /** The loop: for timers, listeners and tasks of the code that is tested. */
    public EventLoop loop() {
        return loop;
    }

    /** Ends it, and all connections on it. */
    @Override
    public void close() {
        loop.close();
    }

    /** The protocol that a factory has made. */
    static final class Remembered implements ProtocolFactory {
        private final ProtocolFactory factory;
        private Protocol protocol; // null if there is none

        Remembered(ProtocolFactory factory) {
            this.factory = Objects.requireNonNull(factory, "factory");
        }

        @Override
        public Protocol buildProtocol(SocketAddress address) {
            protocol = factory.buildProtocol(address);
            return protocol;
        }

        Protocol protocol() {
            return protocol;
        }
    }
}
