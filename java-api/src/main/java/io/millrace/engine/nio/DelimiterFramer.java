package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** Frames that end in a delimiter of 1 to 8 bytes. */
final class DelimiterFramer extends EndedFramer {
    private static final int DELIMITER_BYTES_MAX = 8;

    private final long delimiter; // first byte lowest
    private final int delimiterBytes;
    private final boolean strict; // its last byte may stand only behind the one before it

    private DelimiterFramer(Command command) {
        super(command);
        delimiter = command.a;
        delimiterBytes = (int) command.b;
        strict = (command.flags & Codes.FRAMING_STRICT) != 0 && delimiterBytes > 1;
    }

    /** Null for a length that is not 1 to 8. */
    static Framer of(Command command) {
        return command.b < 1 || command.b > DELIMITER_BYTES_MAX ? null : new DelimiterFramer(command);
    }

    @Override
    void take(Piece piece, int here) {
        int start = here + 1 - delimiterBytes;
        if (start < consumed || !startsDelimiter(piece, start)) {
            if (strict && standsAlone(piece, here)) {
                // Had fewer bytes come at once, the frame would have been too long before this one was seen.
                boolean isBeyond = here - consumed > (long) frameBytesMax + endBytesMax();
                refuse(isBeyond ? TOO_LONG : Codes.MALFORMED_BYTE, here);
            }
        } else if (isAllowed(start - consumed, here)) {
            found(consumed, start, here + 1);
        }
    }

    private boolean startsDelimiter(Piece piece, int start) {
        for (int i = 0; i < delimiterBytes - 1; i++) {
            if ((byte) byteAt(piece, start + i) != byteOfDelimiter(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean standsAlone(Piece piece, int here) {
        return here == consumed || (byte) byteAt(piece, here - 1) != byteOfDelimiter(delimiterBytes - 2);
    }

    private byte byteOfDelimiter(int i) {
        return (byte) (delimiter >>> (i * Byte.SIZE));
    }

    @Override
    byte lastByte() {
        return byteOfDelimiter(delimiterBytes - 1);
    }

    @Override
    int endBytesMax() {
        return delimiterBytes - 1;
    }

    @Override
    int entriesPerFrame() {
        return 1;
    }

    @Override
    int gap() {
        return delimiterBytes;
    }
}
