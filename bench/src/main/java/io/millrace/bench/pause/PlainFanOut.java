package io.millrace.bench.pause;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What one would write with plain NIO for the same job, and the measure that {@code pause} sets Millrace beside: one
 * selector, one thread, a connection that starts with P is the source, any other is a listener, and what the source
 * sends goes to every listener as it is. A listener whose socket is full loses bytes; the show's traffic never fills it.
 */
final class PlainFanOut implements Runnable, AutoCloseable {
    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final ByteBuffer received = ByteBuffer.allocateDirect(65536);
    private final List<SocketChannel> listeners = new ArrayList<>();

    private enum Role {
        UNKNOWN,
        SOURCE,
        LISTENER
    }

    PlainFanOut() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen() && selector.select() >= 0) {
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    serve(keys.next());
                    keys.remove();
                }
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            // close() ends the loop this way; the show is over then.
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ, Role.UNKNOWN);
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        if (!receive(channel)) {
            listeners.remove(channel);
            channel.close();
        } else if (key.attachment() == Role.UNKNOWN) {
            boolean source = received.get(0) == 'P';
            key.attach(source ? Role.SOURCE : Role.LISTENER);
            if (!source) {
                listeners.add(channel);
            }
        } else if (key.attachment() == Role.SOURCE) {
            fanOut();
        }
    }

    /** False when the peer is gone. */
    private boolean receive(SocketChannel channel) {
        received.clear();
        try {
            return channel.read(received) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void fanOut() {
        received.flip();
        for (SocketChannel listener : listeners) {
            try {
                listener.write(received.duplicate());
            } catch (IOException e) {
                // A listener that went away; its key reports the same and removes it.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
    }
}
