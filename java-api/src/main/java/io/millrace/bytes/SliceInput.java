package io.millrace.bytes;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/** Reads a slice from its start to its end, as the JDK's streams and channels are read. Closing it changes nothing else. */
final class SliceInput extends InputStream implements ReadableByteChannel {
    private final Slice slice;
    private int at;
    private int mark;
    private boolean closed;

    SliceInput(Slice slice) {
        this.slice = slice;
    }

    @Override
    public int read() {
        return at == slice.length() ? -1 : slice.byteAt(at++) & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        Objects.checkFromIndexSize(from, length, target.length);
        int count = Math.min(length, available());
        if (count == 0) {
            return length == 0 ? 0 : -1;
        }
        slice.copyTo(at, count, target, from);
        at += count;
        return count;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = Math.min(target.remaining(), available());
        if (count == 0) {
            return target.hasRemaining() ? -1 : 0;
        }
        slice.slice(at, at + count).copyTo(target);
        at += count;
        return count;
    }

    @Override
    public long skip(long wanted) {
        int count = (int) Math.max(0, Math.min(wanted, available()));
        at += count;
        return count;
    }

    @Override
    public int available() {
        return slice.length() - at;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(int readLimit) {
        mark = at;
    }

    @Override
    public void reset() {
        at = mark;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        at = slice.length();
    }
}
