package io.millrace.testing;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The other side of a connection: a plain blocking socket of the JDK, with a time-out on every wait. */
public final class Peer implements Closeable {
    private final Socket socket;

    private Peer(Socket socket) {
        this.socket = socket;
    }

    public static Peer connect(int port) {
        return connect(port, 0);
    }

    /** One whose kernel takes little for it while it does not read. */
    public static Peer connectSlow(int port) {
        return connect(port, 4096);
    }

    private static Peer connect(int port, int receiveBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            socket.setSoTimeout((int) RunningLoop.PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            return new Peer(socket);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public Peer send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public Peer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    public String readText(int count) throws IOException {
        return new String(read(count), StandardCharsets.UTF_8);
    }

    /** All bytes until the other side says that it sends no more. */
    public byte[] readAll() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    public String readAllText() throws IOException {
        return new String(readAll(), StandardCharsets.UTF_8);
    }

    /** Up to and with the end of an HTTP head. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(readText(1));
        }
        return head.toString();
    }

    /** Says that it sends no more, and goes on reading. */
    public Peer finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Goes away with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
