package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** Frames behind their length in seven bits a byte, the lowest first: at most 5 bytes and 32 bits. */
final class VarintFramer extends AnnouncedFramer {
    private static final int LENGTH_BYTES_MAX = 5;
    private static final int LAST_MAX = 0x0f; // what is left of 32 bits, and nothing follows

    VarintFramer(Command command) {
        super(command);
    }

    @Override
    void readHead(Piece piece, int from) {
        frameBytes = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX && from + i < piece.length; i++) {
            int octet = byteAt(piece, from + i);
            looked++;
            if (i == LENGTH_BYTES_MAX - 1 && octet > LAST_MAX) {
                refuse(Codes.MALFORMED_BYTE, from + i);
                return;
            }
            frameBytes |= (octet & 0x7fL) << (7 * i);
            if (octet < 0x80) {
                headBytes = i + 1;
                return;
            }
        }
    }

    @Override
    int tailBytes() {
        return 0;
    }

    @Override
    int entriesPerFrame() {
        return 2;
    }

    @Override
    int gap() {
        return 0;
    }

    @Override
    int lead() {
        return 0;
    }
}
