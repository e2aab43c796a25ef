package io.millrace.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The loop's end of a {@link MemorySocket}, as the JDK's channels have it. */
final class MemoryChannel extends SocketChannel implements MemorySelector.Watchable {
    private static final Set<SocketOption<?>> OPTIONS = Set.of(
            StandardSocketOptions.TCP_NODELAY,
            StandardSocketOptions.SO_KEEPALIVE,
            StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.IP_TOS,
            StandardSocketOptions.SO_LINGER,
            StandardSocketOptions.SO_REUSEADDR);

    private final MemoryNetwork network;
    private final Map<SocketOption<?>, Object> options = new HashMap<>();
    private MemorySocket socket; // null before it is connected
    private SocketAddress remote;

    MemoryChannel(MemoryNetwork network) {
        super(network);
        this.network = network;
    }

    MemoryChannel(MemoryNetwork network, MemorySocket accepted, int peerPort) {
        this(network);
        socket = accepted;
        remote = local(peerPort);
    }

    static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public int readyOperations() {
        if (socket == null) {
            return 0;
        }
        return (socket.isReadable() ? SelectionKey.OP_READ : 0) | (socket.isWritable() ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public boolean connect(SocketAddress address) throws IOException {
        if (!(address instanceof InetSocketAddress inet) || !network.isTaken(inet.getPort())) {
            throw new ConnectException("Connection refused");
        }
        socket = network.connectTo(inet.getPort());
        remote = address;
        return true;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return socket.receive(into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return socket.receive(into[offset]);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return socket.transmit(bytes);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        long sent = 0;
        for (int i = offset; i < offset + length; i++) {
            sent += socket.transmit(bytes[i]);
            if (bytes[i].hasRemaining()) {
                break;
            }
        }
        return sent;
    }

    @Override
    public SocketChannel shutdownOutput() {
        socket.finish();
        return this;
    }

    @Override
    public SocketChannel shutdownInput() {
        return this;
    }

    @Override
    protected void implCloseSelectableChannel() {
        if (socket != null) {
            socket.close(Objects.equals(options.get(StandardSocketOptions.SO_LINGER), 0));
        }
    }

    @Override
    protected void implConfigureBlocking(boolean blocking) {
        // It never blocks.
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> option, T value) {
        if (!OPTIONS.contains(option)) {
            throw new UnsupportedOperationException("" + option);
        }
        options.put(option, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        if (!OPTIONS.contains(option)) {
            throw new UnsupportedOperationException("" + option);
        }
        return option.type().cast(options.getOrDefault(option, option.type() == Boolean.class ? (Object) false : 0));
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return OPTIONS;
    }

    @Override
    public SocketChannel bind(SocketAddress address) {
        return this; // where it comes from, nobody asks
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException("there is no socket");
    }

    @Override
    public boolean isConnected() {
        return socket != null;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean finishConnect() {
        return isConnected();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local(0);
    }
}
