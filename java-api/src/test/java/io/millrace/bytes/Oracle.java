package io.millrace.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is asked about bytes, answered byte by byte, or by the JDK. */
final class Oracle {
    private final byte[] bytes;
    private final int from;
    private final int to;

    Oracle(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** Where the first of the wanted bytes is, or any of them. */
    int find(byte[] wanted, boolean any) {
        for (int i = from; i < to; i++) {
            for (int k = 0; k < (any ? wanted.length : 1); k++) {
                if (bytes[i] == wanted[k]) {
                    return i - from;
                }
            }
        }
        return -1;
    }

    int findLast(byte wanted) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == wanted) {
                return i - from;
            }
        }
        return -1;
    }

    int count(byte wanted) {
        int found = 0;
        for (int i = from; i < to; i++) {
            found += bytes[i] == wanted ? 1 : 0;
        }
        return found;
    }

    int findSequence(byte[] wanted) {
        for (int i = from; i <= to - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i - from;
            }
        }
        return -1;
    }

    boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** -1, 0 or 1: with the same range of others. */
    int compare(byte[] others) {
        return Integer.signum(Arrays.compareUnsigned(bytes, from, to, others, from, to));
    }

    boolean equalsIgnoreCase(byte[] others) {
        for (int i = from; i < to; i++) {
            if (lower(bytes[i]) != lower(others[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + 32 : value;
    }
}
