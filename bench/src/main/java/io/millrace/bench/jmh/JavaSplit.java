package io.millrace.bench.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The control in Java: where a byte is in an array, as fast as plain Java of any library could find it. Four ways, since the
 * best one depends on how far apart the separators are. Each writes to {@code out}, which has room, and answers how many.
 */
final class JavaSplit {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOWS = 0x7f7f7f7f7f7f7f7fL;

    private JavaSplit() {}

    /** Byte by byte. */
    static int byBytes(byte[] bytes, byte separator, int[] out) {
        int found = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == separator) {
                out[found++] = i;
            }
        }
        return found;
    }

    /** Byte by byte, without a branch to be guessed: each place is written, and overwritten unless it was one. */
    static int withoutBranches(byte[] bytes, byte separator, int[] out) {
        int found = 0;
        for (int i = 0; i < bytes.length; i++) {
            out[found] = i;
            int differing = bytes[i] ^ separator;
            found += ((differing & 0xff) - 1) >>> 31;
        }
        return found;
    }

    /** Eight bytes at a time. */
    static int byWords(byte[] bytes, byte separator, int[] out) {
        long pattern = (separator & 0xff) * ONES;
        int found = 0;
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            found = write(zeros((long) WORDS.get(bytes, at) ^ pattern), at, out, found);
        }
        return rest(bytes, separator, out, found, at);
    }

    /** Four times eight bytes at a time, as long as there is nothing. */
    static int byFourWords(byte[] bytes, byte separator, int[] out) {
        long pattern = (separator & 0xff) * ONES;
        int found = 0;
        int at = 0;
        for (; at <= bytes.length - 4 * Long.BYTES; at += 4 * Long.BYTES) {
            long one = zeros((long) WORDS.get(bytes, at) ^ pattern);
            long two = zeros((long) WORDS.get(bytes, at + 8) ^ pattern);
            long three = zeros((long) WORDS.get(bytes, at + 16) ^ pattern);
            long four = zeros((long) WORDS.get(bytes, at + 24) ^ pattern);
            if ((one | two | three | four) != 0) {
                found = write(one, at, out, found);
                found = write(two, at + 8, out, found);
                found = write(three, at + 16, out, found);
                found = write(four, at + 24, out, found);
            }
        }
        return rest(bytes, separator, out, found, at);
    }

    private static long zeros(long word) {
        return ~(((word & LOWS) + LOWS) | word | LOWS);
    }

    private static int write(long hits, int base, int[] out, int before) {
        int found = before;
        for (long left = hits; left != 0; left &= left - 1) {
            out[found++] = base + (Long.numberOfTrailingZeros(left) >>> 3);
        }
        return found;
    }

    private static int rest(byte[] bytes, byte separator, int[] out, int before, int from) {
        int found = before;
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == separator) {
                out[found++] = i;
            }
        }
        return found;
    }
}
