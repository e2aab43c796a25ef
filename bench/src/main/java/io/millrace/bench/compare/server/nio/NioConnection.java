package io.millrace.bench.compare.server.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection, and what it has to keep from one turn to the next. Nothing more is received while the peer has not taken
 * what was sent.
 */
final class NioConnection {
    private final SocketChannel channel;
    private final Session session;
    private ByteBuffer unread; // what the session left; null mostly
    private ByteBuffer unsent; // what the socket did not take; null mostly

    NioConnection(SocketChannel channel, Session session) {
        this.channel = channel;
        this.session = session;
    }

    /** The socket is ready; {@code in} and {@code out} belong to the loop. */
    void ready(SelectionKey key, ByteBuffer in, ByteBuffer out) throws IOException {
        if (key.isWritable()) {
            channel.write(unsent);
            if (!unsent.hasRemaining()) {
                unsent = null;
                key.interestOps(SelectionKey.OP_READ);
            }
        } else {
            receive(key, in.clear(), out.clear());
        }
    }

    private void receive(SelectionKey key, ByteBuffer in, ByteBuffer out) throws IOException {
        if (unread != null) {
            in.put(unread);
            unread = null;
        }
        if (channel.read(in) < 0) {
            channel.close();
            return;
        }
        ByteBuffer answer = session.received(in.flip(), out);
        if (answer.hasRemaining()) {
            channel.write(answer);
        }
        if (answer.hasRemaining()) {
            unsent = copy(answer);
            key.interestOps(SelectionKey.OP_WRITE);
        }
        if (answer != in && in.hasRemaining()) {
            unread = copy(in);
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
