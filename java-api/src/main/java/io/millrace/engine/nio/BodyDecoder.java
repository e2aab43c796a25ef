package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/**
 * Where the data of an HTTP body lies: by length, in chunks (RFC 9112, section 7.1), or until the peer closes. Strict: a
 * chunk head that two parsers could read differently is an error. Data is pointed at, never copied.
 *
 * <pre>
 *   chunked:  size → extension → (CR) LF → data … → CR LF → size …   size 0 → trailers → CR LF → done
 * </pre>
 */
final class BodyDecoder {
    private static final int SIZE_DIGITS_MAX = 15; // 2^60: nobody sends it, and nothing overflows
    private static final int EXTENSION_BYTES_MAX = 256; // of one chunk head
    private static final int TRAILER_BYTES_MAX = 8192; // of all trailers together

    private enum State {
        SIZE_FIRST,
        SIZE,
        EXTENSION,
        HEAD_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER,
        TRAILER_LF,
        LAST_LF,
        DONE,
        MALFORMED
    }

    private final int kind;
    private State state;
    private long left; // of the body or the chunk
    private int counted; // digits, extension bytes or trailer bytes so far
    private long offset;
    private long bodyBytes;

    // What the last look found.
    private int skipped;
    private int data;

    BodyDecoder(int kind, long length) {
        this.kind = kind;
        left = kind == Codes.BODY_LENGTH ? length : 0;
        state = kind == Codes.BODY_CHUNKED ? State.SIZE_FIRST : State.DATA;
        if (kind == Codes.BODY_LENGTH && length == 0) {
            state = State.DONE;
        }
    }

    /** Looks at the bytes of a piece: stops after one run of data, at the end, or at an error. */
    void next(Piece piece) {
        skipped = data = 0;
        while (skipped < piece.length && state != State.DATA && state != State.DONE && state != State.MALFORMED) {
            state = stepHead(piece.segment.byteAt(piece.offset + skipped++) & 0xff);
            offset++;
        }
        if (state == State.DATA) {
            takeData(piece.length - skipped);
        }
    }

    private void takeData(int available) {
        data = available;
        if (kind != Codes.BODY_UNTIL_CLOSE) {
            data = Long.compareUnsigned(available, left) < 0 ? available : (int) left;
            left -= data;
            if (left == 0) {
                state = kind == Codes.BODY_LENGTH ? State.DONE : State.DATA_CR;
            }
        }
        offset += data;
        bodyBytes += data;
    }

    private State stepHead(int octet) {
        switch (state) {
            case SIZE_FIRST, SIZE:
                return stepSize(octet);
            case EXTENSION:
                if (octet == '\r') {
                    return State.HEAD_LF;
                }
                return isText(octet) && ++counted <= EXTENSION_BYTES_MAX ? State.EXTENSION : State.MALFORMED;
            case HEAD_LF:
                counted = 0;
                return unless(octet, '\n', left == 0 ? State.TRAILER_START : State.DATA);
            case DATA_CR:
                return unless(octet, '\r', State.DATA_LF);
            case DATA_LF:
                counted = 0;
                return unless(octet, '\n', State.SIZE_FIRST);
            default:
                return stepTrailer(octet);
        }
    }

    private static State unless(int octet, char expected, State then) {
        return octet == expected ? then : State.MALFORMED;
    }

    private State stepSize(int octet) {
        int digit = hexValue(octet);
        if (digit >= 0) {
            left = left * 16 + digit;
            return ++counted <= SIZE_DIGITS_MAX ? State.SIZE : State.MALFORMED;
        }
        if (state == State.SIZE_FIRST) {
            return State.MALFORMED;
        }
        counted = 0;
        return octet == ';' ? State.EXTENSION : unless(octet, '\r', State.HEAD_LF);
    }

    private State stepTrailer(int octet) {
        if (++counted > TRAILER_BYTES_MAX) {
            return State.MALFORMED;
        }
        switch (state) {
            case TRAILER_START:
                return octet == '\r' ? State.LAST_LF : isToken(octet) ? State.TRAILER_NAME : State.MALFORMED;
            case TRAILER_NAME:
                return octet == ':' ? State.TRAILER : isToken(octet) ? State.TRAILER_NAME : State.MALFORMED;
            case TRAILER:
                return octet == '\r' ? State.TRAILER_LF : isText(octet) ? State.TRAILER : State.MALFORMED;
            case TRAILER_LF:
                return unless(octet, '\n', State.TRAILER_START);
            default:
                return unless(octet, '\n', State.DONE);
        }
    }

    private static int hexValue(int octet) {
        return octet < 0x80 ? Character.digit(octet, 16) : -1;
    }

    /** What may stand in an extension or a trailer: no control character but the tab, so no bare CR or LF. */
    private static boolean isText(int octet) {
        return octet == '\t' || (octet >= 0x20 && octet != 0x7f);
    }

    /** What the name of a trailer is made of (RFC 9110, section 5.6.2). */
    private static boolean isToken(int octet) {
        int lower = octet | 0x20;
        return (lower >= 'a' && lower <= 'z')
                || (octet >= '0' && octet <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(octet) >= 0;
    }

    // ---- What the last look found: first so many bytes of framing, then so many of the body's data

    int skipped() {
        return skipped;
    }

    int data() {
        return data;
    }

    /** The body ended right behind them, and what follows is not the body's. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** It is not a body; {@link #offset} says where. */
    boolean isMalformed() {
        return state == State.MALFORMED;
    }

    /** Bytes of the encoded body seen so far. */
    long offset() {
        return offset;
    }

    /** Bytes of its data seen so far. */
    long bodyBytes() {
        return bodyBytes;
    }

    boolean endsWithPeer() {
        return kind == Codes.BODY_UNTIL_CLOSE;
    }
}
