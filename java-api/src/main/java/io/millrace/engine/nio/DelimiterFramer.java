package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.nio.ByteBuffer;

/**
 * Finds frames that end with a delimiter of 1 to 8 bytes, and resumes where it stopped: every byte of input is scanned
 * once, however it arrives.
 *
 * <pre>
 *   [ frame | delimiter | frame | delimiter | unfinished ..... ]
 *            0                               consumed        scanned counts from here
 * </pre>
 *
 * <p>It looks for the delimiter's last byte and compares the few before it. A frame longer than the limit is never
 * delivered.
 */
final class DelimiterFramer {
    static final int DELIMITER_BYTES_MAX = 8;

    private long delimiter; // first byte lowest
    private int delimiterBytes;
    private int frameBytesMax;
    private int scanned; // bytes at the front of the next call's input that need not be looked at again

    // What the last scan found.
    private int frames;
    private int consumed;
    private int looked;
    private boolean tooLong;

    /** {@link Codes#OUT_OF_RANGE} for a length that is not 1 to 8. */
    int configure(long delimiter, long delimiterBytes, int frameBytesMax) {
        if (delimiterBytes < 1 || delimiterBytes > DELIMITER_BYTES_MAX) {
            return Codes.OUT_OF_RANGE;
        }
        this.delimiter = delimiter;
        this.delimiterBytes = (int) delimiterBytes;
        this.frameBytesMax = frameBytesMax;
        scanned = 0;
        return Codes.OK;
    }

    /** Others may have consumed of what was scanned: looks at all of it again. */
    void restart() {
        scanned = 0;
    }

    /**
     * Looks for frames in a piece, which starts with a frame and begins with what an earlier call left unconsumed. Writes
     * where each frame ends, counted from the piece's start, as entries from {@code first} on, at most {@code endsMax}.
     */
    void scan(Piece piece, ByteBuffer ends, int first, int endsMax) {
        frames = consumed = 0;
        tooLong = false;
        byte last = byteOfDelimiter(delimiterBytes - 1);
        int at = scanned;
        while (at < piece.length && frames < endsMax && !tooLong) {
            int here = at++;
            if (piece.segment.byteAt(piece.offset + here) == last && endsDelimiter(piece, here)) {
                frameEndsBefore(here, ends, first);
            }
        }
        looked = at - scanned;
        scanned = at - consumed;
        // What is left may still hold a whole delimiter but for its last byte.
        if (at == piece.length && piece.length - consumed > (long) frameBytesMax + delimiterBytes - 1) {
            tooLong = true;
        }
    }

    private void frameEndsBefore(int last, ByteBuffer ends, int first) {
        int end = last + 1 - delimiterBytes;
        if (end - consumed > frameBytesMax) {
            tooLong = true;
            return;
        }
        ends.putInt((first + frames++) * Integer.BYTES, end);
        consumed = last + 1;
    }

    private boolean endsDelimiter(Piece piece, int last) {
        int start = last + 1 - delimiterBytes;
        if (start < consumed) {
            return false;
        }
        for (int i = 0; i < delimiterBytes - 1; i++) {
            if (piece.segment.byteAt(piece.offset + start + i) != byteOfDelimiter(i)) {
                return false;
            }
        }
        return true;
    }

    private byte byteOfDelimiter(int i) {
        return (byte) (delimiter >>> (i * Byte.SIZE));
    }

    int frames() {
        return frames;
    }

    /** Through the last frame's delimiter. */
    int consumed() {
        return consumed;
    }

    /** Bytes looked at by the last scan. */
    int looked() {
        return looked;
    }

    /** What follows {@link #consumed} begins a frame beyond the limit. */
    boolean isTooLong() {
        return tooLong;
    }

    int delimiterBytes() {
        return delimiterBytes;
    }

    int frameBytesMax() {
        return frameBytesMax;
    }
}
