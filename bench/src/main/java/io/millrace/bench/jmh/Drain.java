package io.millrace.bench.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A peer that reads whatever comes, as fast as it comes, on a thread of its own. Serves one connection. */
final class Drain implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final Thread thread = new Thread(this::read, "drain");

    Drain() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            while (in.read(buffer) >= 0) {
                // gone
            }
        } catch (IOException over) {
            // The writer is closed, with a reset perhaps.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
