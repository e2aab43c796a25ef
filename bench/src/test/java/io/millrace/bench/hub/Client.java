package io.millrace.bench.hub;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly what it is told and reads no byte more than it must. No read waits longer than 10 s. */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean chunkIsOpen;

    /** A response head: the status and the headers, names in small letters. */
    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            return headers.get(name);
        }
    }

    Client(int port) throws IOException {
        this(port, 0);
    }

    /** A receive buffer that is set before the connection keeps the kernel from taking much in for a silent reader. */
    Client(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a request head: the request line, a Host, and more header lines. */
    Client request(String line, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
        Arrays.stream(headers).forEach(header -> head.append(header).append("\r\n"));
        return send(head.append("\r\n").toString());
    }

    /** Sends bytes as one chunk; none at all as the last. */
    Client chunk(byte[] bytes) throws IOException {
        send(Integer.toHexString(bytes.length) + "\r\n");
        send(bytes);
        return send("\r\n");
    }

    Head readHead() throws IOException {
        String status = readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Head(Integer.parseInt(status.substring(9, 12)), headers);
    }

    /** A head and a body of its Content-Length. */
    String readAnswer(int expectedStatus) throws IOException {
        Head head = readHead();
        String body = new String(read(Integer.parseInt(head.header("content-length"))), StandardCharsets.UTF_8);
        if (head.status() != expectedStatus) {
            throw new AssertionError("expected " + expectedStatus + ", got " + head.status() + ": " + body);
        }
        return body;
    }

    byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /**
     * The next chunk's bytes; empty for the last. Strict: size in hexadecimal, CR LF, nothing else. The line end after a
     * chunk is read with the next one: it may come only then.
     */
    byte[] readChunk() throws IOException {
        if (chunkIsOpen && !readLine().isEmpty()) {
            throw new IOException("a chunk is longer than it says");
        }
        byte[] bytes = read(Integer.parseInt(readLine(), 16));
        chunkIsOpen = bytes.length > 0;
        if (!chunkIsOpen && !readLine().isEmpty()) {
            throw new IOException("something follows the last chunk");
        }
        return bytes;
    }

    /** So many bytes of a chunked stream, which must end with a chunk. */
    byte[] readChunks(int count) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < count) {
            all.write(readChunk());
        }
        return all.toByteArray();
    }

    /** All of a chunked body, up to and with its last chunk. */
    byte[] readChunkedBody() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
            all.write(chunk);
        }
        return all.toByteArray();
    }

    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("ended within a line: " + line);
            }
            line.append((char) next);
        }
        if (line.length() == 0 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a bare LF after: " + line);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Closes the connection, as a client does that goes away. */
    void end() throws IOException {
        socket.close();
    }

    /** From now on the connection ends with RST instead of FIN, as that of a process that was killed with input unread. */
    void resetOnEnd() throws IOException {
        socket.setSoLinger(true, 0);
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
