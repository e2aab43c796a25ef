package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How a connection's input is cut into frames: by native code, as it is received, each byte looked at once however it
 * arrives. A value that never changes; the methods that alter it answer another.
 *
 * <pre>
 *   delimited   [ frame | delimiter | frame | delimiter ]       lines, crlfLines, delimiter
 *   prefixed    [ length | frame | length | frame ]             int8, int16, int32, prefix, varint, netstring
 *   fixed       [ frame | frame ]
 * </pre>
 *
 * <p><b>Limits.</b> A frame longer than {@link #lengthMax} never reaches Java: {@link FrameProtocol#lengthLimitExceeded} is
 * told instead, as soon as its length is known. Memory follows the bytes that a peer sends, not those that it announces.
 *
 * <pre>{@code
 * Framing messages = Framing.int32(1 << 20).littleEndian().refusingEmpty();
 * }</pre>
 */
public final class Framing {
    /** The longest frame that any framing allows, in bytes. */
    public static final int LENGTH_LIMIT = 8 << 20;

    /** How far {@link #adjustedBy} can go, in either direction. */
    public static final int ADJUSTMENT_MAX = 1024;

    private static final int DELIMITER_MAX = 8;
    private static final byte[] NOTHING = {};

    private final FrameKind kind;
    private final int lengthMax;
    private final byte[] delimiter; // what ends a frame that is sent
    private final Slice forbidden; // what it cannot have inside
    private final int width; // of a length in front of it, in bytes
    private final boolean littleEndian;
    private final int adjustment;
    private final int flags;

    private Framing(
            FrameKind kind,
            int lengthMax,
            byte[] delimiter,
            int width,
            boolean littleEndian,
            int adjustment,
            int flags) {
        this.kind = kind;
        this.lengthMax = lengthMax;
        this.delimiter = delimiter;
        this.forbidden = kind == FrameKind.NETSTRING ? Slice.EMPTY : Slice.of(delimiter);
        this.width = width;
        this.littleEndian = littleEndian;
        this.adjustment = adjustment;
        this.flags = flags;
    }

    private static Framing of(FrameKind kind, int lengthMax, byte[] delimiter, int width) {
        if (lengthMax < 1 || lengthMax > LENGTH_LIMIT) {
            throw new IllegalArgumentException(
                    "a longest frame of " + lengthMax + " is not within 1 and " + LENGTH_LIMIT);
        }
        return new Framing(kind, lengthMax, delimiter, width, false, 0, 0);
    }

    // ---- Kinds

    /**
     * Frames that end in a delimiter, which is no part of them.
     *
     * @param delimiter 1 to 8 characters, each at most U+00FF: the bytes of ISO 8859-1
     * @param lengthMax the longest frame in bytes, delimiter not counted; 1 to {@link #LENGTH_LIMIT}
     */
    public static Framing delimiter(String delimiter, int lengthMax) {
        if (delimiter.chars().anyMatch(letter -> letter > 0xff)) {
            throw new IllegalArgumentException("a delimiter has letters up to U+00FF, each one byte");
        }
        byte[] octets = delimiter.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 1 || octets.length > DELIMITER_MAX) {
            throw new IllegalArgumentException(
                    "a delimiter has 1 to " + DELIMITER_MAX + " bytes, not " + octets.length);
        }
        return of(FrameKind.DELIMITER, lengthMax, octets, 0);
    }

    /** Lines that end in CR LF. A CR or LF alone is a byte like others, unless {@link #strict}. */
    public static Framing crlfLines(int lengthMax) {
        return delimiter("\r\n", lengthMax);
    }

    /** Lines that end in LF or in CR LF, each as it likes; what is sent ends in LF. */
    public static Framing lines(int lengthMax) {
        return of(FrameKind.LINES, lengthMax, new byte[] {'\n'}, 0);
    }

    /** Frames behind their length in one byte. */
    public static Framing int8(int lengthMax) {
        return prefix(1, lengthMax);
    }

    /** Frames behind their length in two bytes, the highest first. */
    public static Framing int16(int lengthMax) {
        return prefix(2, lengthMax);
    }

    /** Frames behind their length in four bytes, the highest first. */
    public static Framing int32(int lengthMax) {
        return prefix(4, lengthMax);
    }

    /** Frames behind their length in 1, 2, 3, 4 or 8 bytes, without a sign, the highest byte first. */
    public static Framing prefix(int width, int lengthMax) {
        if (width < 1 || width > Long.BYTES || (width > Integer.BYTES && width < Long.BYTES)) {
            throw new IllegalArgumentException("a length has 1, 2, 3, 4 or 8 bytes, not " + width);
        }
        return of(FrameKind.PREFIX, lengthMax, NOTHING, width);
    }

    /** Frames behind their length as a varint of at most 5 bytes, as Protocol Buffers writes them. */
    public static Framing varint(int lengthMax) {
        return of(FrameKind.VARINT, lengthMax, NOTHING, 0);
    }

    /** Netstrings: {@code 3:abc,}. No sign, no leading zero. */
    public static Framing netstring(int lengthMax) {
        return of(FrameKind.NETSTRING, lengthMax, new byte[] {','}, 0);
    }

    /** Frames of one length. */
    public static Framing fixed(int length) {
        return of(FrameKind.FIXED, length, NOTHING, 0);
    }

    // ---- Variations

    /**
     * The same, with the lowest byte of a length first.
     *
     * @throws IllegalStateException if no length of fixed width stands in front of its frames; so {@link #adjustedBy}
     */
    public Framing littleEndian() {
        requirePrefix("littleEndian()");
        return new Framing(kind, lengthMax, delimiter, width, true, adjustment, flags);
    }

    /**
     * The same, where a frame has as many bytes as its length says and {@code adjustment} more: -4 where an int32 counts
     * itself. A length below zero by that is malformed.
     *
     * @throws IllegalArgumentException beyond {@link #ADJUSTMENT_MAX}
     */
    public Framing adjustedBy(int bytes) {
        requirePrefix("adjustedBy()");
        if (Math.abs((long) bytes) > ADJUSTMENT_MAX) {
            throw new IllegalArgumentException("an adjustment by " + bytes + " is beyond " + ADJUSTMENT_MAX);
        }
        return new Framing(kind, lengthMax, delimiter, width, littleEndian, bytes, flags);
    }

    private void requirePrefix(String method) {
        if (kind != FrameKind.PREFIX) {
            throw new IllegalStateException(method + " is for int8, int16, int32 and prefix");
        }
    }

    /** The same, where a frame of no bytes is malformed. */
    public Framing refusingEmpty() {
        return with(FrameKind.NOT_EMPTY);
    }

    /**
     * The same, where the delimiter's last byte is malformed unless the one before it stands there: no bare LF where lines
     * end in CR LF, so that nobody can read lines where others see none.
     *
     * @throws IllegalStateException if its frames do not end in a delimiter of two bytes or more
     */
    public Framing strict() {
        if (kind != FrameKind.DELIMITER || delimiter.length < 2) {
            throw new IllegalStateException("strict() is for delimiters of two bytes or more");
        }
        return with(FrameKind.STRICT);
    }

    /**
     * The same, in lockstep: nothing is received past a frame until {@link FrameProtocol#nextFrame}, or another framing, a
     * hand-over or the like is asked for.
     */
    public Framing lockstep() {
        return with(FrameKind.LOCKSTEP);
    }

    private Framing with(int flag) {
        return new Framing(kind, lengthMax, delimiter, width, littleEndian, adjustment, flags | flag);
    }

    /** The longest frame in bytes, without its delimiter or length. */
    public int lengthMax() {
        return lengthMax;
    }

    // ---- For the package

    /** Frames input so from now on. */
    void set(Commands commands, long connection) {
        if (kind == FrameKind.DELIMITER) {
            commands.frame(connection, kind, flags, lengthMax, asNumber(delimiter), delimiter.length, 0);
        } else {
            commands.frame(connection, kind, flags, lengthMax, width, littleEndian ? 1 : 0, adjustment);
        }
    }

    /** Whether what a frame was received with is what it would be sent with. */
    boolean sendsAsReceived() {
        return kind != FrameKind.LINES && kind != FrameKind.VARINT;
    }

    /** What is sent in front of so many bytes. */
    byte[] head(int length) {
        return switch (kind) {
            case PREFIX -> prefixOf(length - adjustment);
            case VARINT -> varintOf(length);
            case NETSTRING -> (length + ":").getBytes(StandardCharsets.US_ASCII);
            default -> NOTHING;
        };
    }

    /** What is sent behind a frame. */
    byte[] tail() {
        return delimiter;
    }

    /** @throws IllegalArgumentException if it cannot be sent as one frame */
    void require(Slice frame) {
        int length = frame.length();
        boolean fits = kind == FrameKind.FIXED ? length == lengthMax : length <= lengthMax;
        if (!fits) {
            throw new IllegalArgumentException("a frame of " + length + " bytes where "
                    + (kind == FrameKind.FIXED ? "each has " : "the longest has ") + lengthMax);
        }
        long number = (long) length - adjustment;
        if (kind == FrameKind.PREFIX
                && (number < 0 || (width < Integer.BYTES && number >>> (width * Byte.SIZE) != 0))) {
            throw new IllegalArgumentException("a length of " + number + " does not fit in " + width + " bytes");
        }
        int within = forbidden.isEmpty() ? -1 : frame.find(forbidden);
        if (within >= 0) {
            throw new IllegalArgumentException(
                    "a frame with its delimiter within, at offset " + within + ", would be several");
        }
    }

    private byte[] prefixOf(long number) {
        byte[] octets = new byte[width];
        for (int i = 0; i < width; i++) {
            octets[littleEndian ? i : width - 1 - i] = (byte) (number >>> (i * Byte.SIZE));
        }
        return octets;
    }

    private static byte[] varintOf(int length) {
        int bytes = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 6) / 7);
        byte[] octets = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            octets[i] = (byte) (length >>> (7 * i) & 0x7f | (i < bytes - 1 ? 0x80 : 0));
        }
        return octets;
    }

    /** The first byte lowest. */
    private static long asNumber(byte[] octets) {
        long number = 0;
        for (int i = octets.length - 1; i >= 0; i--) {
            number = number << Byte.SIZE | (octets[i] & 0xff);
        }
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Framing that
                && kind == that.kind
                && lengthMax == that.lengthMax
                && asNumber(delimiter) == asNumber(that.delimiter)
                && delimiter.length == that.delimiter.length
                && width == that.width
                && littleEndian == that.littleEndian
                && adjustment == that.adjustment
                && flags == that.flags;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, lengthMax, asNumber(delimiter), width, littleEndian, adjustment, flags);
    }

    /** For people. */
    @Override
    public String toString() {
        return kind + " of at most " + lengthMax + " bytes";
    }
}
