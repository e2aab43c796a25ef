package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/**
 * Frames whose length stands before them: nothing is looked at but that, and a frame is waited for whole.
 *
 * <pre>
 *   [ head | frame | tail | head | frame | tail | unfinished ... ]
 * </pre>
 */
abstract class AnnouncedFramer extends Framer {
    private int wanted;

    // What readHead() has found.
    int headBytes; // 0: it is not whole
    long frameBytes;

    AnnouncedFramer(Command command) {
        super(command);
    }

    @Override
    final void restart() {
        wanted = 0;
    }

    @Override
    final int wanted() {
        return wanted;
    }

    /** Reads what is there of a head, and says where it ends and how many bytes follow; or refuses. */
    abstract void readHead(Piece piece, int from);

    /** Bytes behind a frame that belong to it. */
    abstract int tailBytes();

    /** Whether the tail that starts there is one. */
    boolean isTail(Piece piece, int from) {
        return true;
    }

    @Override
    final void look(Piece piece) {
        if (piece.length < wanted) {
            return;
        }
        wanted = 0;
        while (!isFull()) {
            headBytes = 0;
            readHead(piece, consumed);
            if (fault() != NONE || headBytes == 0 || !isAllowed(frameBytes, consumed + headBytes - 1)) {
                return;
            }
            int start = consumed + headBytes;
            int end = start + (int) frameBytes;
            if (piece.length - consumed < headBytes + (int) frameBytes + tailBytes()) {
                wanted = headBytes + (int) frameBytes + tailBytes();
                return;
            }
            looked += tailBytes();
            if (isTail(piece, end)) {
                found(start, end, end + tailBytes());
            } else {
                refuse(Codes.MALFORMED_BYTE, end);
            }
        }
    }
}
