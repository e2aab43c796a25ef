package io.millrace.engine.nio;

/**
 * Frames that end in something: it is looked for, and every byte is scanned once.
 *
 * <pre>
 *   [ frame | end | frame | end | unfinished ..... ]
 *                          consumed        scanned counts from here
 * </pre>
 */
abstract class EndedFramer extends Framer {
    private int scanned; // bytes at the front of the next call's input that need not be looked at again

    EndedFramer(Command command) {
        super(command);
    }

    @Override
    final void restart() {
        scanned = 0;
    }

    /** The byte at {@code here} could be the last of what ends a frame: takes the frame, or refuses it, or does nothing. */
    abstract void take(Piece piece, int here);

    abstract byte lastByte();

    /** Bytes that may follow the longest frame, and are not yet its end. */
    abstract int endBytesMax();

    @Override
    final void look(Piece piece) {
        byte last = lastByte();
        int at = scanned;
        while (at < piece.length && !isFull()) {
            if (piece.segment.byteAt(piece.offset + at) == last) {
                take(piece, at);
            }
            at++;
        }
        if (fault() != NONE) {
            at = consumed + faultAt();
        }
        looked = at - scanned;
        scanned = at - consumed;
        if (at == piece.length && piece.length - consumed > (long) frameBytesMax + endBytesMax()) {
            refuse(TOO_LONG, consumed);
        }
    }

    /** What stands in front of no length announces none. */
    @Override
    final long announced() {
        return 0;
    }

    @Override
    final int lead() {
        return 0;
    }
}
