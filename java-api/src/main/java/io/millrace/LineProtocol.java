package io.millrace;

import io.millrace.bytes.Slice;

/**
 * A protocol of lines, or of anything else that ends in a delimiter. The lines are found in native code and come in
 * batches; an unfinished line is not searched twice.
 *
 * <pre>{@code
 * final class EchoLines extends LineProtocol {
 *     public void lineReceived(Slice line) {
 *         sendLine(line);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Lockstep.</b> With {@link Delivery#LOCKSTEP} nothing is received past a line until {@link #nextLine},
 * {@link #setRawMode} or {@link Transport#handOver} is called, so that what follows the line is still whole and in its
 * place. This is how the head of an HTTP request is read whose body goes to a feed.
 */
public abstract class LineProtocol extends Protocol {
    /** The delimiter if none is named. */
    public static final String CRLF = "\r\n";

    /** The longest line if no length is named, in bytes, delimiter not counted. */
    public static final int LENGTH_MAX = 16384;

    /** When the next line comes. */
    public enum Delivery {
        /** As soon as it is there: many lines in one turn. */
        BATCH,
        /** When it is asked for by {@link #nextLine}. */
        LOCKSTEP
    }

    /** Lines that end in CR LF, of at most {@link #LENGTH_MAX} bytes. */
    protected LineProtocol() {
        this(CRLF, LENGTH_MAX);
    }

    /** Lines that end in {@code delimiter}, in batches; see {@link #LineProtocol(String, int, Delivery)}. */
    protected LineProtocol(String delimiter, int lengthMax) {
        this(delimiter, lengthMax, Delivery.BATCH);
    }

    /**
     * Lines that end in {@code delimiter}.
     *
     * @param delimiter 1 to 8 characters, each at most U+00FF: the bytes of ISO 8859-1
     * @param lengthMax the longest line in bytes, delimiter not counted; 1 to 8,388,608
     * @param delivery when the next line comes
     */
    protected LineProtocol(String delimiter, int lengthMax, Delivery delivery) {
        throw new UnsupportedOperationException();
    }

    /**
     * A line has come, without its delimiter.
     *
     * @param line valid until this turn of the loop ends
     */
    public abstract void lineReceived(Slice line);

    /** Bytes have come in raw mode. */
    public void rawDataReceived(Slice data) {}

    /**
     * A line is longer than allowed. Nothing more will be received; an answer may be written. By default the connection
     * is closed.
     *
     * @param offset where the line starts, in bytes from the start of the connection's input
     */
    public void lineTooLong(long offset) {
        transport().close();
    }

    /** In lockstep: lets the next line come. On the loop's thread only. */
    public final void nextLine() {
        throw new UnsupportedOperationException();
    }

    /**
     * From here on, bytes come as they are, to {@link #rawDataReceived}; also the rest of what has been received already.
     * On the loop's thread only.
     */
    public final void setRawMode() {
        throw new UnsupportedOperationException();
    }

    /**
     * From here on, lines again. Bytes that {@link #rawDataReceived} was given are not looked at again. On the loop's
     * thread only.
     */
    public final void setLineMode() {
        throw new UnsupportedOperationException();
    }

    /** Sends a line and the delimiter. A line just received goes back, delimiter and all, without being copied. */
    public final void sendLine(Slice line) {
        throw new UnsupportedOperationException();
    }

    /** Sends a line as UTF-8, and the delimiter. */
    public final void sendLine(CharSequence line) {
        throw new UnsupportedOperationException();
    }
}
