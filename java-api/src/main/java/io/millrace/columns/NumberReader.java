package io.millrace.columns;

import io.millrace.engine.Block;
import java.nio.charset.StandardCharsets;

/**
 * The Java twin of {@code native/src/columns/number.hpp}, which says what numbers look like: exact where one multiplication or
 * division is (W. Clinger, "How to read floating point numbers accurately", 1990), and {@link Double#parseDouble} where not.
 */
final class NumberReader {
    private static final int DIGITS_EXACT = 18; // fit a long, whatever they are
    private static final int MANTISSA_BITS = 53;
    private static final int POWER_MAX = 22;
    private static final int EXPONENT_DIGITS_MAX = 9;

    private static final double[] TENS = new double[POWER_MAX + 1];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = TENS[i - 1] * 10; // each is exact
        }
    }

    private long bits;

    // Of a decimal: its digits without the point, and where the next byte is.
    private long digits;
    private int count; // from the first one on that is not 0
    private int at;

    /** Of the number that was read last: a {@code long}, or the bits of a {@code double}. */
    long bits() {
        return bits;
    }

    private static boolean isDigit(Block block, int at, int end) {
        return at < end && block.byteAt(at) >= '0' && block.byteAt(at) <= '9';
    }

    // ---- Integers

    /** A whole number, times a scale. */
    Parsed integer(Block block, int start, int end, long scale) {
        boolean isNegative = block.byteAt(start) == '-';
        int from = isNegative ? start + 1 : start;
        if (from == end || endOfDigits(block, from, end) < end) {
            bits = 0;
            return Parsed.MALFORMED;
        }
        bits = 0;
        long number = 0; // below zero there is room for one more
        for (int i = from; i < end; i++) {
            int digit = block.byteAt(i) - '0';
            if (number < Long.MIN_VALUE / 10 || number * 10 < Long.MIN_VALUE + digit) {
                return Parsed.TOO_LARGE;
            }
            number = number * 10 - digit;
        }
        if (!isNegative && number == Long.MIN_VALUE) {
            return Parsed.TOO_LARGE;
        }
        number = isNegative ? number : -number;
        long product = number * scale;
        if (Math.multiplyHigh(number, scale) != product >> Long.SIZE - 1) {
            return Parsed.TOO_LARGE;
        }
        bits = product;
        return Parsed.GOOD;
    }

    private static int endOfDigits(Block block, int from, int end) {
        int i = from;
        while (isDigit(block, i, end)) {
            i++;
        }
        return i;
    }

    // ---- Decimals

    Parsed decimal(Block block, int start, int end) {
        bits = 0;
        boolean isNegative = block.byteAt(start) == '-';
        at = isNegative || block.byteAt(start) == '+' ? start + 1 : start;
        int from = at;
        digits = 0;
        count = 0;
        if (!takeDigits(block, end)) {
            return Parsed.MALFORMED;
        }
        long exponent = 0;
        if (at < end && block.byteAt(at) == '.') {
            int point = ++at;
            if (!takeDigits(block, end)) {
                return Parsed.MALFORMED;
            }
            exponent = point - at;
        }
        boolean isNear = true;
        if (at < end) {
            if ((block.byteAt(at) | 0x20) != 'e') {
                return Parsed.MALFORMED;
            }
            at++;
            int sign = at;
            at += at < end && (block.byteAt(at) == '-' || block.byteAt(at) == '+') ? 1 : 0;
            int last = endOfDigits(block, at, end);
            if (last == at || last < end) {
                return Parsed.MALFORMED;
            }
            isNear = end - at <= EXPONENT_DIGITS_MAX;
            exponent += isNear ? exponent(block, sign, end) : 0;
        }
        double number = isNear && isExact(exponent) ? exact(exponent) : rounded(block, from, end);
        bits = Double.doubleToRawLongBits(isNegative ? -number : number);
        return Double.isInfinite(number) ? Parsed.TOO_LARGE : Parsed.GOOD;
    }

    private boolean takeDigits(Block block, int end) {
        int start = at;
        for (; isDigit(block, at, end); at++) {
            int digit = block.byteAt(at) - '0';
            digits = digits * 10 + digit;
            count += count > 0 || digit > 0 ? 1 : 0;
        }
        return at > start;
    }

    private static long exponent(Block block, int sign, int end) {
        boolean isSigned = block.byteAt(sign) == '-' || block.byteAt(sign) == '+';
        long power = 0;
        for (int i = isSigned ? sign + 1 : sign; i < end; i++) {
            power = power * 10 + block.byteAt(i) - '0';
        }
        return block.byteAt(sign) == '-' ? -power : power;
    }

    private boolean isExact(long exponent) {
        return count <= DIGITS_EXACT && digits >>> MANTISSA_BITS == 0 && Math.abs(exponent) <= POWER_MAX;
    }

    private double exact(long exponent) {
        return exponent < 0 ? digits / TENS[(int) -exponent] : digits * TENS[(int) exponent];
    }

    /** Makes an object; nothing that is near does. */
    private static double rounded(Block block, int from, int end) {
        byte[] text = new byte[end - from];
        block.bytes().get(from, text);
        return Double.parseDouble(new String(text, StandardCharsets.ISO_8859_1));
    }
}
