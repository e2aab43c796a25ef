package io.millrace.bench.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The other side of a connection that takes its time: it listens on 127.0.0.1, accepts one connection, and reads up to
 * 64 KiB at a time with a pause after each, through a receive buffer of 64 KiB. Everything that waits for it has an end.
 */
final class SlowReader implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 64 << 10;
    private static final int READ_BYTES = 64 << 10;
    private static final long PAUSE_NANOS = 50_000;
    private static final long PATIENCE_SECONDS = 30;

    private final ServerSocket server = new ServerSocket();
    private final Semaphore bytesRead = new Semaphore(0);

    SlowReader() throws IOException {
        server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::read, "slow reader");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }

    /** Waits until it has read as many bytes more. */
    void await(int bytes) throws InterruptedException {
        if (!bytesRead.tryAcquire(bytes, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "the reader has not read " + bytes + " bytes in " + PATIENCE_SECONDS + " s");
        }
    }

    private void read() {
        byte[] into = new byte[READ_BYTES];
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            for (int count = in.read(into); count >= 0; count = in.read(into)) {
                bytesRead.release(count);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            // The benchmark is over, and has closed the connection or this reader.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
