package io.millrace.bytes;

import java.nio.ByteBuffer;

/**
 * The Java twin of {@code native/src/simd/decimal.hpp}, which says what is parsed: the same rows, the same answer. Up to eight
 * digits are three multiplications in a register, so they are read as one word that ends with them.
 */
final class Decimals {
    private static final int DIGITS_MAX = 19;
    private static final long ASCII_ZEROS = 0x3030303030303030L;
    private static final long HIGHS = 0x8080808080808080L;

    private Decimals() {}

    /** The values of the digits, 1 to 8, that end before {@code end}, as the last of eight with zeros before them. */
    private static long load(ByteBuffer bytes, int end, int digits) {
        int others = Long.SIZE - digits * Byte.SIZE;
        if (end >= Long.BYTES) {
            return (bytes.getLong(end - Long.BYTES) ^ ASCII_ZEROS) >>> others << others;
        }
        long word = 0;
        for (int i = end - digits; i < end; i++) {
            word = word >>> Byte.SIZE | (long) (bytes.get(i) ^ '0') << (Long.SIZE - Byte.SIZE);
        }
        return word;
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

    /** Whether all from {@code start} to {@code end} is one number, which is then written to {@code out} at {@code at}. */
    private static boolean parse(ByteBuffer bytes, int start, int end, ByteBuffer out, int at) {
        int negative = bytes.get(start) == '-' ? 1 : 0;
        int left = end - start - negative;
        if (left < 1 || left > DIGITS_MAX) {
            return false;
        }
        long value = 0;
        while (left > 0) {
            int step = (left - 1) % Long.BYTES + 1;
            left -= step;
            long word = load(bytes, end - left, step);
            if (!areDigits(word)) {
                return false;
            }
            value = value * 100_000_000 + valueOf(word);
        }
        if (value < 0 && (negative == 0 || value != Long.MIN_VALUE)) { // as a number without sign it is larger than any
            return false;
        }
        out.putLong(at, (value ^ -negative) + negative);
        return true;
    }

    /**
     * Parses the rows of a table from {@code row} on, as long as they are numbers.
     *
     * @param offset where in {@code bytes} the slice starts from which the ends count
     * @param start where in the slice the row starts
     * @param gap how many bytes behind a row's end the next one starts
     * @return the first row that is none, or {@code rows}
     */
    static int parse(
            ByteBuffer bytes,
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
