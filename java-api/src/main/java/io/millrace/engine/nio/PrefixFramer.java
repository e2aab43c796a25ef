package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** Frames behind their length in 1, 2, 3, 4 or 8 bytes of either order. */
final class PrefixFramer extends AnnouncedFramer {
    private static final int ADJUSTMENT_MAX = 1024;

    private final int width;
    private final boolean littleEndian;
    private final int adjustment;

    private PrefixFramer(Command command) {
        super(command);
        width = (int) command.a;
        littleEndian = command.b != 0;
        adjustment = (int) command.c;
    }

    /** Null for another width, or an adjustment that is beyond its limit. */
    static Framer of(Command command) {
        boolean isWidth = command.a >= 1 && command.a <= Integer.BYTES || command.a == Long.BYTES;
        boolean isNear = command.c >= -ADJUSTMENT_MAX && command.c <= ADJUSTMENT_MAX;
        return isWidth && isNear ? new PrefixFramer(command) : null;
    }

    @Override
    void readHead(Piece piece, int from) {
        if (piece.length - from < width) {
            return;
        }
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = number << Byte.SIZE | byteAt(piece, from + (littleEndian ? width - 1 - i : i));
        }
        looked += width;
        headBytes = width;
        boolean isWithin = number >= 0 && number <= (long) frameBytesMax + ADJUSTMENT_MAX;
        frameBytes = isWithin ? number + adjustment : number;
        if (isWithin && frameBytes < 0) {
            refuse(Codes.MALFORMED_NEGATIVE, from);
        }
    }

    @Override
    int tailBytes() {
        return 0;
    }

    @Override
    int entriesPerFrame() {
        return 1;
    }

    @Override
    int gap() {
        return width;
    }

    @Override
    int lead() {
        return width;
    }
}
