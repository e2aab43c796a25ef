package io.millrace.bytes;

import java.nio.ByteBuffer;

/** Bytes as ASCII: case, decimal numbers, and how to show them. */
final class Ascii {
    private Ascii() {}

    static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
    }

    /** The decimal number that these bytes are, if it is within the bounds. */
    static long parse(ByteBuffer bytes, int offset, int length, long least, long greatest) {
        boolean negative = length > 0 && bytes.get(offset) == '-';
        int at = negative ? 1 : 0;
        if (at == length) {
            throw new NumberFormatException("no digit at offset " + at);
        }
        // Counts below zero, where there is room for one more than above it.
        long bound = negative ? least : -greatest;
        long number = 0;
        for (; at < length; at++) {
            int digit = bytes.get(offset + at) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("no digit at offset " + at);
            }
            if (number < bound / 10 || number * 10 < bound + digit) {
                throw new NumberFormatException("too large a number, from offset " + at + " on");
            }
            number = number * 10 - digit;
        }
        return negative ? number : -number;
    }

    /** With what cannot be shown as an escape. */
    static String printable(byte[] bytes) {
        StringBuilder shown = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            switch (value) {
                case '\r' -> shown.append("\\r");
                case '\n' -> shown.append("\\n");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (value >= ' ' && value < 0x7f) {
                        shown.append((char) value);
                    } else {
                        shown.append(String.format("\\x%02x", value));
                    }
                }
            }
        }
        return shown.toString();
    }
}
