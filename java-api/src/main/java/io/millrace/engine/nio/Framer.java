package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.nio.ByteBuffer;

/**
 * Cuts input into frames, in one of the ways that {@link Codes#CMD_FRAMING} names. Resumes where it stopped, so that its work
 * is linear in the input however that arrives.
 *
 * <p>The table has an entry for each frame, its end: the first one starts at {@link #lead}, each other {@link #gap} behind the
 * end before it. Or it has two, its start and its end.
 */
abstract class Framer {
    /** Nothing is wrong. */
    static final int NONE = 0;
    /** A frame is longer than the limit; the others are those of {@link Codes#EVENT_MALFORMED}. */
    static final int TOO_LONG = -1;

    final int frameBytesMax;
    final boolean refusesEmpty;

    // What the last scan found.
    private ByteBuffer table;
    private int entry;
    private int framesMax;
    private int frames;
    private int fault;
    private int faultAt;
    private long announced;
    int consumed; // through the last frame
    int looked; // bytes looked at

    Framer(Command command) {
        frameBytesMax = command.arg;
        refusesEmpty = (command.flags & Codes.FRAMING_NOT_EMPTY) != 0;
    }

    /** Others may have consumed of what was scanned: looks at all of it again. */
    abstract void restart();

    /** Looks for frames in a piece from where the scan before stopped. */
    abstract void look(Piece piece);

    abstract int entriesPerFrame();

    abstract int gap();

    abstract int lead();

    /** How many bytes the unfinished frame takes in all; 0 if that is not known. */
    int wanted() {
        return 0;
    }

    /**
     * Looks for frames in a piece, which starts with a frame and begins with what an earlier call left unconsumed. Writes where
     * each lies, counted from the piece's start, as entries from {@code first} on, of at most {@code most} frames.
     */
    final void scan(Piece piece, ByteBuffer into, int first, int most) {
        table = into;
        entry = first;
        framesMax = most;
        frames = consumed = looked = faultAt = 0;
        fault = NONE;
        announced = 0;
        look(piece);
    }

    // ---- For those that look

    final boolean isFull() {
        return frames == framesMax || fault != NONE;
    }

    /** A frame lies there, and the next one begins at {@code next}. */
    final void found(int start, int end, int next) {
        if (entriesPerFrame() == 2) {
            table.putInt(entry++ * Integer.BYTES, start);
        }
        table.putInt(entry++ * Integer.BYTES, end);
        frames++;
        consumed = next;
    }

    /** Whether a frame of so many bytes may be. */
    final boolean isAllowed(long bytes, int at) {
        if (bytes < 0 || bytes > frameBytesMax) {
            announced = bytes;
            refuse(TOO_LONG, at);
        } else if (bytes == 0 && refusesEmpty) {
            refuse(Codes.MALFORMED_EMPTY, at);
        }
        return fault == NONE;
    }

    /** The frame that follows what is consumed is none, by the byte there. */
    final void refuse(int why, int at) {
        fault = why;
        faultAt = at - consumed;
    }

    static int byteAt(Piece piece, int at) {
        return piece.segment.byteAt(piece.offset + at) & 0xff;
    }

    // ---- What was found

    final int frames() {
        return frames;
    }

    final int consumed() {
        return consumed;
    }

    final int looked() {
        return looked;
    }

    /** {@link #NONE}, {@link #TOO_LONG}, or what is malformed in the frame that follows what is consumed. */
    final int fault() {
        return fault;
    }

    /** Which byte of it tells. */
    final int faultAt() {
        return faultAt;
    }

    /** How long it says that it is, without a sign, if it is too long by that. */
    long announced() {
        return announced;
    }
}
