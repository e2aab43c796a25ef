package io.millrace.bench.pause;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * The source of the show: one chunk of 32 bytes at a steady beat, over one connection. Each server has one of its own
 * on its own thread, so that a server that stands still cannot hold up the other's.
 */
final class TickingSource implements Runnable, AutoCloseable {
    private static final String HEAD = "PUT /live/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String MESSAGE = "20\r\nthe water never passes his hand\n\r\n";

    private final SocketChannel channel;
    private final long everyNanos;
    private volatile long longestGapNanos;
    private volatile boolean reset;

    TickingSource(InetSocketAddress server, long everyNanos) throws IOException {
        this.channel = SocketChannel.open(server);
        this.everyNanos = everyNanos;
        write(ByteBuffer.wrap(HEAD.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void run() {
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE.length());
        message.put(MESSAGE.getBytes(StandardCharsets.US_ASCII));
        long due = System.nanoTime();
        long last = due;
        try {
            while (channel.isOpen()) {
                write(message.rewind());
                long now = System.nanoTime();
                longestGapNanos = reset ? 0 : Math.max(longestGapNanos, now - last);
                reset = false;
                last = now;
                due = Math.max(due + everyNanos, now);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException e) {
            // The server closed or close() was called; its listeners' silence tells the rest.
        }
    }

    /** The longest time between two messages that were sent: no listener can hear a shorter silence. Any thread. */
    long longestGapNanos() {
        return longestGapNanos;
    }

    /** From here on counts what {@link #longestGapNanos} answers. Any thread. */
    void reset() {
        reset = true;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
