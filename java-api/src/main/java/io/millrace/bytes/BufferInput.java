package io.millrace.bytes;

import java.io.InputStream;
import java.util.Objects;

/** Reads a buffer from its start, and takes away what it has read. */
final class BufferInput extends InputStream {
    private final Buffer buffer;

    BufferInput(Buffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read() {
        if (buffer.isEmpty()) {
            return -1;
        }
        int value = buffer.byteAt(0) & 0xff;
        buffer.drop(1);
        return value;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (buffer.isEmpty()) {
            return -1;
        }
        Slice first = buffer.firstPiece();
        int count = Math.min(length, first.length());
        first.copyTo(0, count, target, from);
        buffer.drop(count);
        return count;
    }

    @Override
    public long skip(long wanted) {
        int count = (int) Math.max(0, Math.min(wanted, available()));
        buffer.drop(count);
        return count;
    }

    @Override
    public int available() {
        return buffer.length();
    }
}
