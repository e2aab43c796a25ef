package io.millrace.bytes;

import io.millrace.engine.Block;
import java.nio.charset.StandardCharsets;

/** Reads numbers out of bytes, strictly: what is not wholly one is an error with its offset. The caller guarantees the range. */
final class Numbers {
    private static final int DIGITS_EXACT = 18; // so many digits always fit a long
    /** Is the offset of no byte. */
    static final int NO_FAULT = Integer.MAX_VALUE;

    private static final int MANTISSA_BITS = 53;
    private static final int HEX_DIGITS_MAX = 16;

    /** The powers of ten that a double holds exactly. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Numbers() {}

    /** The decimal number that these bytes are, if it is within the bounds. */
    static long decimal(Block bytes, int offset, int length, long least, long greatest) {
        boolean negative = length > 0 && bytes.byteAt(offset) == '-';
        long number = Decimals.digits(bytes, negative ? offset + 1 : offset, offset + length);
        if (number < 0) { // none, or one that only a few bits more could hold
            return longDecimal(bytes, offset, length, least, greatest);
        }
        long signed = negative ? -number : number;
        if (signed < least || signed > greatest) {
            throw malformed(fault(bytes, offset, length, least, greatest));
        }
        return signed;
    }

    /** One that may be malformed, or too large, or have many zeros before it. */
    private static long longDecimal(Block bytes, int offset, int length, long least, long greatest) {
        int fault = fault(bytes, offset, length, least, greatest);
        if (fault != NO_FAULT) {
            throw malformed(fault);
        }
        boolean negative = bytes.byteAt(offset) == '-';
        long number = 0;
        for (int at = negative ? 1 : 0; at < length; at++) {
            number = number * 10 - (bytes.byteAt(offset + at) - '0'); // below zero there is room for one more
        }
        return negative ? number : -number;
    }

    /**
     * Why these bytes are not a decimal number within the bounds: the offset of what is no digit, or the complement of that of
     * the digit which is too much, or {@link #NO_FAULT}.
     */
    static int fault(Block bytes, int offset, int length, long least, long greatest) {
        boolean negative = length > 0 && bytes.byteAt(offset) == '-';
        long bound = negative ? least : -greatest; // counted below zero
        long number = 0;
        int at = negative ? 1 : 0;
        if (at >= length) {
            return at;
        }
        for (; at < length; at++) {
            int digit = digit(bytes, offset, length, at);
            if (digit < 0) {
                return at;
            }
            if (number < bound / 10 || number * 10 < bound + digit) {
                return ~at;
            }
            number = number * 10 - digit;
        }
        return NO_FAULT;
    }

    /** That fault as it is told to somebody who counts from so many bytes before. */
    static int further(int fault, int bytes) {
        return fault < 0 ? ~(~fault + bytes) : fault + bytes;
    }

    static MalformedNumberException malformed(int fault) {
        return fault < 0 ? new MalformedNumberException("too large a number, from the digit", ~fault) : noDigit(fault);
    }

    /** The hexadecimal number, of either case, without a sign or a prefix. */
    static long hex(Block bytes, int offset, int length) {
        if (length == 0) {
            throw noDigit(0);
        }
        long number = 0;
        for (int at = 0; at < length; at++) {
            int digit = Character.digit(bytes.byteAt(offset + at), HEX_DIGITS_MAX);
            if (digit < 0) {
                throw noDigit(at);
            }
            if (number > Long.MAX_VALUE >> 4) {
                throw new MalformedNumberException("too large a number, from the digit", at);
            }
            number = number << 4 | digit;
        }
        return number;
    }

    /**
     * The number with or without a fraction and an exponent, correctly rounded. Exactly, with one multiplication or division
     * of two exact doubles, where the digits are a whole number of up to 53 bits and the power of ten is up to 22 (Clinger,
     * "How to read floating point numbers accurately", 1990); with {@link Double#parseDouble} where not.
     */
    static double real(Block bytes, int offset, int length) {
        boolean negative = length > 0 && bytes.byteAt(offset) == '-';
        int start = negative ? 1 : 0;
        int point = digits(bytes, offset, length, start);
        int end = point;
        if (point < length && bytes.byteAt(offset + point) == '.') {
            end = digits(bytes, offset, length, point + 1);
        }
        int exponent = 0;
        boolean exact = end - start <= DIGITS_EXACT;
        if (end < length) {
            if ((bytes.byteAt(offset + end) | 0x20) != 'e') {
                throw noDigit(end);
            }
            boolean signed = end + 1 < length
                    && (bytes.byteAt(offset + end + 1) == '-' || bytes.byteAt(offset + end + 1) == '+');
            int from = signed ? end + 2 : end + 1;
            int last = digits(bytes, offset, length, from);
            if (last < length) {
                throw noDigit(last);
            }
            exact &= last - from <= 4;
            if (exact) {
                int power = (int) decimal(bytes, offset + from, last - from, 0, Integer.MAX_VALUE);
                exponent = signed && bytes.byteAt(offset + end + 1) == '-' ? -power : power;
            }
        }
        if (exact) {
            long whole = mantissa(bytes, offset, start, end);
            exponent -= Math.max(0, end - point - 1);
            if (whole >>> MANTISSA_BITS == 0 && Math.abs(exponent) < TENS.length) {
                double number = exponent < 0 ? whole / TENS[-exponent] : whole * TENS[exponent];
                return negative ? -number : number;
            }
        }
        return rounded(bytes, offset, length);
    }

    private static double rounded(Block bytes, int offset, int length) {
        byte[] text = new byte[length];
        bytes.bytes().get(offset, text);
        double number = Double.parseDouble(new String(text, StandardCharsets.ISO_8859_1));
        if (Double.isInfinite(number)) {
            throw new MalformedNumberException("too large a number, from the digit", 0);
        }
        return number;
    }

    /** Where the digits end that start at {@code from}: at least one. */
    private static int digits(Block bytes, int offset, int length, int from) {
        int at = from;
        while (digit(bytes, offset, length, at) >= 0) {
            at++;
        }
        if (at == from) {
            throw noDigit(at);
        }
        return at;
    }

    /** The digits from {@code start} to {@code end} as a whole number, without the point among them. */
    private static long mantissa(Block bytes, int offset, int start, int end) {
        long whole = 0;
        for (int at = start; at < end; at++) {
            byte letter = bytes.byteAt(offset + at);
            if (letter != '.') {
                whole = whole * 10 + (letter - '0');
            }
        }
        return whole;
    }

    private static int digit(Block bytes, int offset, int length, int at) {
        int digit = at < length ? bytes.byteAt(offset + at) - '0' : -1;
        return digit <= 9 ? digit : -1;
    }

    private static MalformedNumberException noDigit(int at) {
        return new MalformedNumberException("no digit", at);
    }
}
