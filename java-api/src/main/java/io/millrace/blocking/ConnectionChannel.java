package io.millrace.blocking;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.InterruptibleChannel;

/** A connection as a channel; an interrupt closes it, since the next one to use it could not know what it has done. */
final class ConnectionChannel implements ByteChannel, InterruptibleChannel {
    private interface Operation {
        int run() throws IOException;
    }

    private final BlockingConnection connection;

    ConnectionChannel(BlockingConnection connection) {
        this.connection = connection;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return interruptibly(() -> connection.read(into));
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return interruptibly(() -> {
            int count = bytes.remaining();
            connection.write(bytes);
            bytes.position(bytes.position() + count);
            return count;
        });
    }

    private int interruptibly(Operation operation) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw closedByInterrupt();
        }
        try {
            return operation.run();
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (InterruptedIOException interrupt) {
            throw closedByInterrupt();
        }
    }

    private ClosedByInterruptException closedByInterrupt() {
        connection.abort();
        return new ClosedByInterruptException();
    }

    @Override
    public boolean isOpen() {
        return connection.transport().isOpen();
    }

    @Override
    public void close() {
        connection.close();
    }
}
