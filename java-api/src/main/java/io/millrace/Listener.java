package io.millrace;

import io.millrace.engine.Sockets;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * A socket that accepts connections, for one loop or for several in turn. Made by {@link Endpoint#listen}. Its methods work
 * from any thread.
 */
public final class Listener implements AutoCloseable {
    /**
     * What a listener lets in.
     *
     * @param backlog how many connections the kernel completes and keeps until they are accepted; 1 to 65,535, and no more
     *     than {@code net.core.somaxconn}
     * @param connectionsMax how many are open at once; those beyond wait in the backlog. 1 or more
     * @param connectionsPerPeerMax how many of them from one address; those beyond are reset at once, and counted. 1 or
     *     more; from {@code connectionsMax} on there is no such limit. A proxy is one address; UNIX sockets have none
     */
    public record Options(int backlog, int connectionsMax, int connectionsPerPeerMax) {
        /** A backlog of 4,096, half of the connections that a process may have, and as many from one peer. */
        public static final Options DEFAULTS = new Options(4096, 32_768, 32_768);

        /** Checks the bounds. */
        public Options {
            if (backlog < 1 || backlog > 65_535) {
                throw new IllegalArgumentException("backlog is " + backlog + ", but must be 1 to 65535");
            }
            if (connectionsMax < 1) {
                throw new IllegalArgumentException("connectionsMax is " + connectionsMax + ", but must be 1 or more");
            }
            if (connectionsPerPeerMax < 1) {
                throw new IllegalArgumentException(
                        "connectionsPerPeerMax is " + connectionsPerPeerMax + ", but must be 1 or more");
            }
        }

        /** The same with another backlog. */
        public Options withBacklog(int connections) {
            return new Options(connections, connectionsMax, connectionsPerPeerMax);
        }

        /** The same with another number of connections; of one peer no more than before. */
        public Options withConnectionsMax(int connections) {
            return new Options(backlog, connections, connectionsPerPeerMax);
        }

        /** The same with another number of connections from one address. */
        public Options withConnectionsPerPeerMax(int connections) {
            return new Options(backlog, connectionsMax, connections);
        }
    }

    private final EventLoop loop;
    private final List<EventLoop> others;
    private final long handle;
    private final Endpoint endpoint;
    private final int port;
    private final UnixPath path;
    private final ProtocolFactory factory;
    private final Admission admission;
    private final Consumer<Transport> left = ended -> leave(ended.peer());

    private Listener(
            EventLoop loop,
            List<EventLoop> others,
            long handle,
            Place place,
            ProtocolFactory factory,
            Options options) {
        this.loop = loop;
        this.others = others;
        this.handle = handle;
        this.port = loop.engine().sockets().port(handle);
        this.endpoint = new Endpoint(place instanceof Place.Internet internet ? internet.at(port) : place);
        this.path = place instanceof Place.Unix unix && !unix.isAbstract() ? UnixPath.of(unix.name()) : null;
        this.factory = factory;
        this.admission = new Admission(options, () -> loop.engine().mailbox().offer(this::allowAgain));
    }

    /** Opens one on its loop's thread. With others to share with, it accepts nothing before it is allowed to. */
    static Listener open(
            EventLoop loop, List<EventLoop> others, Place place, ProtocolFactory factory, Options options) {
        long handle = socket(loop.engine().sockets(), place, options.backlog());
        Listener listener = new Listener(loop, others, handle, place, factory, options);
        loop.dispatcher().add(listener);
        loop.engine().commands().accept(handle, others.isEmpty() ? options.connectionsMax() : 0);
        return listener;
    }

    private static long socket(Sockets sockets, Place place, int backlog) {
        if (place instanceof Place.Internet internet) {
            return sockets.listen(internet.literalAddress(), backlog);
        }
        if (place instanceof Place.Unix unix) {
            return UnixPath.bind(unix, () -> sockets.listen(unix.bytes(), backlog));
        }
        return sockets.adoptListener(Inherited.descriptorOf(place));
    }

    /** Where it listens; with the port that the kernel chose, if it was asked for 0. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The port it is bound to; the one that the kernel chose, if the endpoint said 0. Of a UNIX socket 0. */
    public int port() {
        return port;
    }

    /** How many of its connections are open now. */
    public int connections() {
        return admission.open();
    }

    /** How many connections it has reset at once, because their peer had as many as one may have. */
    public long connectionsRefused() {
        return admission.refused();
    }

    /**
     * Stops accepting; connections that were accepted stay. The path of a UNIX socket is removed. Closing twice does nothing.
     * From the loop's thread it is done by the loop's next turn, from another when the loop comes to it.
     */
    @Override
    public void close() {
        if (loop.inLoop()) {
            loop.dispatcher().drop(this);
        } else {
            loop.engine().mailbox().offer(() -> loop.dispatcher().drop(this));
        }
    }

    long handle() {
        return handle;
    }

    EventLoop loop() {
        return loop;
    }

    ProtocolFactory factory() {
        return factory;
    }

    /** Whether a connection may stay that was accepted; if so, {@link #left} is to be called at its end. */
    boolean admits(SocketAddress peer) {
        return admission.admits(peer);
    }

    /** To be told of their ends; one for all of them. */
    Consumer<Transport> left() {
        return left;
    }

    private void leave(SocketAddress peer) {
        admission.left(peer);
    }

    private void allowAgain() {
        loop.dispatcher().allow(this, admission.takeReturned());
    }

    /** It is closed; on its loop's thread. */
    void dropped() {
        if (path != null) {
            path.remove();
        }
        others.forEach(
                other -> other.engine().mailbox().offer(() -> other.dispatcher().forget(this)));
    }

    @Override
    public String toString() {
        return "listener on " + endpoint;
    }
}
