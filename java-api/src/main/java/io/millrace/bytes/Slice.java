package io.millrace.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;

/** SKELETON. */
public final class Slice implements Comparable<Slice> {
    /** No bytes. */
    public static final Slice EMPTY = new Slice();

    private Slice() {}

    public static Slice of(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    public static Slice of(byte[] bytes, int from, int to) {
        throw new UnsupportedOperationException();
    }

    public static Slice of(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    public static Slice of(CharSequence text) {
        throw new UnsupportedOperationException();
    }

    public static Slice offHeap(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    public int length() {
        throw new UnsupportedOperationException();
    }

    public boolean isEmpty() {
        throw new UnsupportedOperationException();
    }

    public byte byteAt(int index) {
        throw new UnsupportedOperationException();
    }

    public Slice slice(int from) {
        throw new UnsupportedOperationException();
    }

    public Slice slice(int from, int to) {
        throw new UnsupportedOperationException();
    }

    public int find(byte wanted) {
        throw new UnsupportedOperationException();
    }

    public int find(byte wanted, int from) {
        throw new UnsupportedOperationException();
    }

    public int find(Slice wanted) {
        throw new UnsupportedOperationException();
    }

    public int find(Slice wanted, int from) {
        throw new UnsupportedOperationException();
    }

    public List<Slice> split(byte separator) {
        throw new UnsupportedOperationException();
    }

    public int split(byte separator, OffsetTable into) {
        throw new UnsupportedOperationException();
    }

    public boolean startsWith(Slice prefix) {
        throw new UnsupportedOperationException();
    }

    public boolean endsWith(Slice suffix) {
        throw new UnsupportedOperationException();
    }

    public Slice trim() {
        throw new UnsupportedOperationException();
    }

    public boolean equalsIgnoreCase(Slice other) {
        throw new UnsupportedOperationException();
    }

    public boolean contentEquals(CharSequence ascii) {
        throw new UnsupportedOperationException();
    }

    public int parseInt() {
        throw new UnsupportedOperationException();
    }

    public long parseLong() {
        throw new UnsupportedOperationException();
    }

    public byte[] toByteArray() {
        throw new UnsupportedOperationException();
    }

    public String toString(Charset charset) {
        throw new UnsupportedOperationException();
    }

    public Slice copy() {
        throw new UnsupportedOperationException();
    }

    public void copyTo(byte[] target, int at) {
        throw new UnsupportedOperationException();
    }

    public void copyTo(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    public Slice retain() {
        throw new UnsupportedOperationException();
    }

    public void release() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Slice other) {
        throw new UnsupportedOperationException();
    }
}
