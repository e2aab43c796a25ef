package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.Events;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

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
 * place. This is how the head of an HTTP request is read whose body goes to a feed. In a {@link Delivery#BATCH}, lines may
 * have been received already when one of them closes the connection or hands it over; those are dropped.
 */
public abstract class LineProtocol extends Protocol {
    /** The delimiter if none is named. */
    public static final String CRLF = "\r\n";

    /** The longest line if no length is named, in bytes, delimiter not counted. */
    public static final int LENGTH_MAX = 16384;

    private static final int LENGTH_LIMIT = 8 << 20;
    private static final int DELIMITER_MAX = 8;

    private final byte[] delimiter;
    private final int lengthMax;
    private final Delivery delivery;
    private boolean raw;

    // The line that lineReceived() is looking at, where it is in the batch that it came in, and the batch.
    private Slice present;
    private int presentFrom;
    private int presentTo;
    private Slice batch;

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
        byte[] octets = delimiter.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 1 || octets.length > DELIMITER_MAX) {
            throw new IllegalArgumentException(
                    "a delimiter has 1 to " + DELIMITER_MAX + " bytes, not " + octets.length);
        }
        if (delimiter.chars().anyMatch(letter -> letter > 0xff)) {
            throw new IllegalArgumentException("a delimiter has letters up to U+00FF, each one byte");
        }
        if (lengthMax < 1 || lengthMax > LENGTH_LIMIT) {
            throw new IllegalArgumentException(
                    "a longest line of " + lengthMax + " is not within 1 and " + LENGTH_LIMIT);
        }
        this.delimiter = octets;
        this.lengthMax = lengthMax;
        this.delivery = Objects.requireNonNull(delivery, "delivery");
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

    /**
     * In lockstep: lets the next line come.
     *
     * @throws IllegalStateException on another thread than the loop's
     */
    public final void nextLine() {
        pass("nextLine", commands -> commands.next(transport().handle()));
    }

    /**
     * From here on, bytes come as they are, to {@link #rawDataReceived}; also the rest of what has been received already.
     *
     * @throws IllegalStateException on another thread than the loop's
     */
    public final void setRawMode() {
        pass("setRawMode", commands -> commands.frameRaw(transport().handle()));
        raw = true;
    }

    /**
     * From here on, lines again. Bytes that {@link #rawDataReceived} was given are not looked at again.
     *
     * @throws IllegalStateException on another thread than the loop's
     */
    public final void setLineMode() {
        pass(
                "setLineMode",
                commands -> commands.frameByDelimiter(
                        transport().handle(),
                        asNumber(delimiter),
                        delimiter.length,
                        lengthMax,
                        delivery == Delivery.LOCKSTEP));
        raw = false;
    }

    /** Sends a line and the delimiter. A line just received goes back, delimiter and all, without being copied. */
    public final void sendLine(Slice line) {
        if (line == present) {
            transport().write(batch.slice(presentFrom, presentTo)); // its delimiter follows it in memory
        } else {
            transport().write(line);
            transport().write(delimiter);
        }
    }

    /** Sends a line as UTF-8, and the delimiter. */
    public final void sendLine(CharSequence line) {
        transport().write(line);
        transport().write(delimiter);
    }

    /** In raw mode; otherwise lines come. */
    @Override
    public final void dataReceived(Slice data) {
        rawDataReceived(data);
    }

    @Override
    final void framing() {
        setLineMode();
    }

    @Override
    final void framesReceived(Slice bytes, Events events, int first, int count, int delimiterBytes) {
        batch = bytes;
        int from = 0;
        for (int i = 0; i < count && transport().life().isOpen(); i++) {
            if (raw) {
                rawDataReceived(bytes.slice(from));
                break;
            }
            int to = events.frameEnd(first + i);
            presentFrom = from;
            presentTo = to + delimiterBytes;
            present = bytes.slice(from, to);
            lineReceived(present);
            from = presentTo;
        }
        present = null;
        batch = null;
    }

    @Override
    final void frameTooLong(long offset) {
        lineTooLong(offset);
    }

    /** Now; where the connection is about to move, when it has arrived. */
    private void pass(String method, Consumer<Commands> operation) {
        Home home = transport().home();
        if (!home.loop().inLoop()) {
            throw new IllegalStateException(method + "() is for the loop's thread: use transport().loop().execute()");
        }
        home.pass(() -> operation.accept(home.engine().commands()));
    }

    /** The first byte lowest. */
    private static long asNumber(byte[] octets) {
        long number = 0;
        for (int i = octets.length - 1; i >= 0; i--) {
            number = number << 8 | (octets[i] & 0xff);
        }
        return number;
    }
}
