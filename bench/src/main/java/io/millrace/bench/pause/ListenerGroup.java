package io.millrace.bench.pause;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Many listeners of one server on one thread, and for each the longest time that it heard nothing. Allocates next to
 * nothing while it measures, so that the process it runs in has no pauses of its own to confuse with the server's.
 */
final class ListenerGroup implements Runnable, AutoCloseable {
    /** Response head, then at least two messages: from then on the stream flows. */
    private static final int READS_UNTIL_FLOWING = 3;

    private final String name;
    private final Selector selector = Selector.open();
    private final ByteBuffer received = ByteBuffer.allocateDirect(65536);
    private final long[] lastNanos;
    private final long[] longestNanos;
    private final int[] reads;
    private int alive;
    private long messages;

    ListenerGroup(String name, int listeners) throws IOException {
        this.name = name;
        this.lastNanos = new long[listeners];
        this.longestNanos = new long[listeners];
        this.reads = new int[listeners];
    }

    /** Connects all of them and sends each one's request. Call before the thread starts. */
    void connect(InetSocketAddress server, String request) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < lastNanos.length; i++) {
            SocketChannel channel = SocketChannel.open(server);
            while (head.hasRemaining()) {
                channel.write(head);
            }
            head.rewind();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, i);
            alive++;
        }
    }

    @Override
    public void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::heard);
            }
        } catch (ClosedSelectorException e) {
            // close() ends the loop this way.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void heard(SelectionKey key) {
        int listener = (Integer) key.attachment();
        received.clear();
        int count = read(key);
        long now = System.nanoTime();
        if (count > 0) {
            longestNanos[listener] = Math.max(longestNanos[listener], now - lastNanos[listener]);
            lastNanos[listener] = now;
            reads[listener]++;
            messages++;
        } else if (count < 0) {
            alive--;
            key.cancel();
        }
    }

    /** As {@code read}, and a connection that was reset ended just as well. */
    private int read(SelectionKey key) {
        try {
            return ((SocketChannel) key.channel()).read(received);
        } catch (IOException e) {
            return -1;
        }
    }

    synchronized boolean flowing() {
        return Arrays.stream(reads).allMatch(count -> count >= READS_UNTIL_FLOWING);
    }

    /** From here on counts what {@link #silences} reports. */
    synchronized void reset() {
        Arrays.fill(lastNanos, System.nanoTime());
        Arrays.fill(longestNanos, 0);
        messages = 0;
    }

    /** A silence that lasts until now counts too: a listener that was dropped must not look like a happy one. */
    synchronized Silences silences() {
        long now = System.nanoTime();
        long[] longest = new long[longestNanos.length];
        for (int i = 0; i < longest.length; i++) {
            longest[i] = Math.max(longestNanos[i], now - lastNanos[i]);
        }
        return Silences.of(name, alive, longest, messages);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
