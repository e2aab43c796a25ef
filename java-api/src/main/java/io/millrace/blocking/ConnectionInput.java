package io.millrace.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A connection as a stream to read from. */
final class ConnectionInput extends InputStream {
    private final BlockingConnection connection;

    ConnectionInput(BlockingConnection connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return connection.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public int available() {
        return connection.async().available();
    }

    @Override
    public void close() {
        connection.close();
    }
}
