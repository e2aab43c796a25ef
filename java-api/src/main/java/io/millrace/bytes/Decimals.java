package io.millrace.bytes;

import io.millrace.engine.Block;
import java.nio.ByteBuffer;

/**
 * The Java twin of {@code native/src/simd/decimal.hpp}, which says what is parsed: the same rows, the same answer. Up to eight
 * digits are three multiplications in a register, so they are read as one word that ends with them.
 */
final class Decimals {
    private static final int DIGITS_MAX = 19;

    /** Is no number of 19 digits. */
    static final long NONE = -1;

    private static final long ASCII_ZEROS = 0x3030303030303030L;
    private static final long HIGHS = 0x8080808080808080L;

    private Decimals() {}

    /** The values of the digits, 1 to 8, that end before {@code end}, as the last of eight with zeros before them. */
    private static long load(Block bytes, int end, int digits) {
        int others = Long.SIZE - digits * Byte.SIZE;
        long word = end >= Long.BYTES ? bytes.longAt(end - Long.BYTES) : loadFew(bytes, end, digits, others);
        return (word ^ ASCII_ZEROS) >>> others << others;
    }

    /** Where there are no eight bytes before the end: by reads that overlap. */
    private static long loadFew(Block bytes, int end, int digits, int others) {
        int start = end - digits;
        if (digits >= Integer.BYTES) {
            return (long) bytes.intAt(end - Integer.BYTES) << Integer.SIZE
                    | (bytes.intAt(start) & 0xffffffffL) << others;
        }
        int middle = digits / 2;
        return (long) bytes.byteAt(end - 1) << Long.SIZE - Byte.SIZE
                | (bytes.byteAt(start + middle) & 0xffL) << others + middle * Byte.SIZE
                | (bytes.byteAt(start) & 0xffL) << others;
    }

    /** Whether each byte is at most 9: it has no high bit, and gets none by adding 0x76. */
    private static boolean areDigits(long word) {
        return ((word | (word + 0x7676767676767676L)) & HIGHS) == 0;
    }

    /** Pairs, then fours, then eight. */
    private static long valueOf(long word) {
        long pairs = word * (1 + (10 << 8)) >>> 8;
        long fours = (pairs & 0x00ff00ff00ff00ffL) * (1 + (100 << 16)) >>> 16;
        return (fours & 0x0000ffff0000ffffL) * (1 + (10_000L << 32)) >>> 32;
    }

    /** The number, without sign, that all from {@code start} to {@code end} is, of 1 to 19 digits; else {@link #NONE}. */
    static long digits(Block bytes, int start, int end) {
        int left = end - start;
        if (left < 1 || left > DIGITS_MAX) {
            return NONE;
        }
        long value = 0;
        do {
            int step = (left - 1) % Long.BYTES + 1;
            left -= step;
            long word = load(bytes, end - left, step);
            if (!areDigits(word)) {
                return NONE;
            }
            value = value * 100_000_000 + valueOf(word);
        } while (left > 0);
        return value;
    }

    /** Whether all from {@code start} to {@code end} is one number, which is then written to {@code out} at {@code at}. */
    private static boolean parse(Block bytes, int start, int end, ByteBuffer out, int at) {
        int negative = bytes.byteAt(start) == '-' ? 1 : 0;
        long value = digits(bytes, start + negative, end);
        if (value < 0 && (negative == 0 || value != Long.MIN_VALUE)) { // none, or larger than any with a sign
            return false;
        }
        out.putLong(at, (value ^ -negative) + negative);
        return true;
    }

    /**
     * Parses the rows of a table from {@code row} on, as long as they are numbers.
     *
     * @param offset where in the block the slice starts from which the ends count
     * @param start where in the slice the row starts
     * @param gap how many bytes behind a row's end the next one starts
     * @return the first row that is none, or {@code rows}
     */
    static int parse(
            Block bytes,
            int offset,
            int length,
            int start,
            ByteBuffer ends,
            int row,
            int rows,
            int gap,
            ByteBuffer out) {
        int from = start;
        for (int i = row; i < rows; i++) {
            int end = ends.getInt(i * Integer.BYTES);
            if (end > length || from >= end || !parse(bytes, offset + from, offset + end, out, i * Long.BYTES)) {
                return i;
            }
            from = end + gap;
        }
        return rows;
    }
}
