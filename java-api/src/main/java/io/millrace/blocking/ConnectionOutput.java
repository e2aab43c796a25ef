package io.millrace.blocking;

import java.io.IOException;
import java.io.OutputStream;

/** A connection as a stream to write to. */
final class ConnectionOutput extends OutputStream {
    private final BlockingConnection connection;

    ConnectionOutput(BlockingConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
        connection.write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        connection.write(bytes, offset, length);
    }

    @Override
    public void close() {
        connection.close();
    }
}
