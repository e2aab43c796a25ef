package io.millrace.framing;

import io.millrace.FrameFault;
import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;

/**
 * A protocol of lines, or of anything else that ends in a delimiter; Twisted's {@code LineReceiver}.
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
 * {@link #setRawMode} or {@link io.millrace.Transport#handOver} is called: for a handler that must know what follows a line
 * before it comes, but cannot say so at once.
 */
public abstract class LineProtocol extends FrameProtocol {
    /** The delimiter if none is named. */
    public static final String CRLF = "\r\n";

    /** The longest line if no length is named, in bytes, delimiter not counted. */
    public static final int LENGTH_MAX = 16384;

    private final Framing lines;

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

    /** Lines that end in {@code delimiter}, in batches; see {@link Framing#delimiter}. */
    protected LineProtocol(String delimiter, int lengthMax) {
        this(delimiter, lengthMax, Delivery.BATCH);
    }

    /** Lines that end in {@code delimiter}; see {@link Framing#delimiter}. */
    protected LineProtocol(String delimiter, int lengthMax, Delivery delivery) {
        this(
                delivery == Delivery.LOCKSTEP
                        ? Framing.delimiter(delimiter, lengthMax).lockstep()
                        : Framing.delimiter(delimiter, lengthMax));
    }

    /** Lines as {@code lines} says: {@link Framing#lines} for LF and CR LF by choice, {@link Framing#strict} for no LF alone. */
    protected LineProtocol(Framing lines) {
        super(lines);
        this.lines = lines;
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
     */
    public void lineLengthExceeded(FrameFault fault) {
        super.lengthLimitExceeded(fault);
    }

    /** In lockstep: lets the next line come. */
    public final void nextLine() {
        nextFrame();
    }

    /** From here on, lines again. Bytes that {@link #rawDataReceived} was given are not looked at again. */
    public final void setLineMode() {
        setFraming(lines);
    }

    /** From here on, lines again, of which the first are in {@code leftOver}: the end of what came last in raw mode. */
    public final void setLineMode(Slice leftOver) {
        setFraming(lines, leftOver);
    }

    /** Sends a line and the delimiter. A line just received goes back without being copied; see {@link #sendFrame(Slice)}. */
    public final void sendLine(Slice line) {
        sendFrame(line);
    }

    /** Sends a line as UTF-8, and the delimiter. */
    public final void sendLine(CharSequence line) {
        sendFrame(line);
    }

    @Override
    public final void frameReceived(Slice frame) {
        lineReceived(frame);
    }

    @Override
    public final void dataReceived(Slice data) {
        rawDataReceived(data);
    }

    @Override
    public final void lengthLimitExceeded(FrameFault fault) {
        lineLengthExceeded(fault);
    }
}
