package io.millrace.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Set;

/** Accepts those who connect to its port of the network. */
final class MemoryServerChannel extends ServerSocketChannel implements MemorySelector.Watchable {
    private final MemoryNetwork network;
    private final ArrayDeque<MemorySocket> backlog = new ArrayDeque<>();
    private int port;

    MemoryServerChannel(MemoryNetwork network) {
        super(network);
        this.network = network;
    }

    @Override
    public int readyOperations() {
        return backlog.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
    }

    @Override
    public ServerSocketChannel bind(SocketAddress address, int backlogMax) throws IOException {
        int wanted = address instanceof InetSocketAddress inet ? inet.getPort() : 0;
        int bound = wanted == 0 ? network.newPort() : wanted;
        if (network.isTaken(bound)) {
            throw new BindException("Address already in use");
        }
        network.listen(bound, backlog::add);
        port = bound;
        return this;
    }

    @Override
    public SocketChannel accept() {
        MemorySocket next = backlog.poll();
        return next == null ? null : new MemoryChannel(network, next, network.newPort());
    }

    @Override
    protected void implCloseSelectableChannel() {
        network.close(port);
        backlog.forEach(MemorySocket::peerResets);
    }

    @Override
    protected void implConfigureBlocking(boolean blocking) {
        // It never blocks.
    }

    @Override
    public SocketAddress getLocalAddress() {
        return MemoryChannel.local(port);
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> option, T value) {
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        return null;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public ServerSocket socket() {
        throw new UnsupportedOperationException("there is no socket");
    }
}
