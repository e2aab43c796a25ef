package io.millrace.bench.compare.server.nio;

import io.millrace.bench.compare.server.Peer;
import io.millrace.bench.compare.server.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One thread with a selector. Each loop has one direct buffer to receive into and one to answer from, whatever the number
 * of connections.
 */
public final class NioPeer implements Peer {
    private static final int IN_BYTES = 64 << 10;
    private static final int OUT_BYTES = 256 << 10;

    private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES);
    private final Sessions sessions = new Sessions();

    @Override
    public String version() {
        return "JDK " + Runtime.version() + ", one selector, direct buffers of 64 and 256 KiB for all connections";
    }

    @Override
    public int serve(Service service) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        sessions.prepare(service);
        new Thread(() -> loop(selector, service), "selector").start();
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void loop(Selector selector, Service service) {
        try {
            while (true) {
                selector.select(key -> ready(key, service));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key, Service service) {
        if (key.attachment() instanceof NioConnection connection) {
            try {
                connection.ready(key, in, out);
            } catch (IOException | RuntimeException e) {
                connection.close(); // the peer is gone, or said what the session does not understand
            }
        } else {
            accept(key, service);
        }
    }

    private void accept(SelectionKey key, Service service) {
        try {
            ServerSocketChannel listener = (ServerSocketChannel) key.channel();
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                NioConnection connection = new NioConnection(channel, sessions.open(service));
                channel.register(key.selector(), SelectionKey.OP_READ, connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
