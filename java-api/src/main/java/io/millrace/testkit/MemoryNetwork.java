package io.millrace.testkit;

import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The sockets of one loop, which connect to nothing outside it: by port, who listens there. */
final class MemoryNetwork extends SelectorProvider {
    private static final int FIRST_PORT = 1024;

    private final VirtualClock clock;
    private final Runnable atRest;
    private final Map<Integer, Consumer<MemorySocket>> listening = new HashMap<>();
    private int nextPort = FIRST_PORT;

    /** {@code atRest}: when its loop would sleep, and no time is left to sleep in. */
    MemoryNetwork(VirtualClock clock, Runnable atRest) {
        this.clock = clock;
        this.atRest = atRest;
    }

    int newPort() {
        return nextPort++;
    }

    /** Who connects to that port is told to {@code accept}. */
    void listen(int port, Consumer<MemorySocket> accept) {
        listening.put(port, accept);
    }

    boolean isTaken(int port) {
        return listening.containsKey(port);
    }

    void close(int port) {
        listening.remove(port);
    }

    /** Connects to whoever listens there; somebody does. */
    MemorySocket connectTo(int port) {
        MemorySocket socket = new MemorySocket();
        listening.get(port).accept(socket);
        return socket;
    }

    @Override
    public AbstractSelector openSelector() {
        return new MemorySelector(this, clock, atRest);
    }

    @Override
    public SocketChannel openSocketChannel() {
        return new MemoryChannel(this);
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) {
        return openSocketChannel();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() {
        return new MemoryServerChannel(this);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
        return openServerSocketChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel() {
        throw new UnsupportedOperationException("a test loop has no datagrams");
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) {
        return openDatagramChannel();
    }

    @Override
    public Pipe openPipe() {
        throw new UnsupportedOperationException("a test loop has no pipes");
    }
}
