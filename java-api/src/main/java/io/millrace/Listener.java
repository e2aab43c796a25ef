package io.millrace;

import java.net.InetSocketAddress;

/** A socket that accepts connections for one loop. Made by {@link Endpoint#listen}. */
public final class Listener implements AutoCloseable {
    private final EventLoop loop;
    private final long handle;
    private final InetSocketAddress address;
    private final ProtocolFactory factory;

    Listener(EventLoop loop, long handle, InetSocketAddress address, ProtocolFactory factory) {
        this.loop = loop;
        this.handle = handle;
        this.address = address;
        this.factory = factory;
    }

    /** The address it is bound to. From any thread, also after {@link #close}. */
    public InetSocketAddress address() {
        return address;
    }

    /** The port it is bound to; the one that the kernel chose, if the endpoint said 0. From any thread. */
    public int port() {
        return address.getPort();
    }

    /**
     * Stops accepting; connections that were accepted stay. From any thread; closing twice does nothing. From the loop's
     * thread it is done by the loop's next turn, from another when the loop comes to it.
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

    ProtocolFactory factory() {
        return factory;
    }

    @Override
    public String toString() {
        return "listener on " + address;
    }
}
