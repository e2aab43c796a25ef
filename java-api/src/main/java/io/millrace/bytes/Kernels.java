package io.millrace.bytes;

import io.millrace.engine.Block;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The Java twins of the native kernels, under the same names: eight bytes at a time, the first one lowest, and four of those
 * at a step while there is nothing. They read from {@code from} to {@code to}, which the caller guarantees to be within the
 * block; of the last bytes, too few for a word, the word that ends with them.
 */
final class Kernels {
    private static final int STEP = 4 * Long.BYTES;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LOWS = ~HIGHS;

    private Kernels() {}

    /** That byte eight times. */
    private static long pattern(byte wanted) {
        return (wanted & 0xff) * ONES;
    }

    /** The highest bit of each byte that is zero, exactly. */
    private static long zeros(long word) {
        return ~(((word & LOWS) + LOWS) | word | LOWS);
    }

    /** The same for the lowest such byte, and perhaps of others above it: that is cheaper. */
    private static long firstZero(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** Fewer than eight bytes and zeros above them: what is before them in the block is shifted out, or they are pieced together. */
    private static long few(Block block, int from, int to) {
        int bits = (to - from) * Byte.SIZE;
        if (bits == 0) {
            return 0;
        }
        if (to >= Long.BYTES) {
            return block.longAt(to - Long.BYTES) >>> Long.SIZE - bits;
        }
        if (bits >= Integer.SIZE) {
            return block.intAt(from) & 0xffffffffL
                    | (block.intAt(to - Integer.BYTES) & 0xffffffffL) << bits - Integer.SIZE;
        }
        if (bits == Byte.SIZE) {
            return block.byteAt(from) & 0xffL;
        }
        int middle = to - from >> 1;
        return block.byteAt(from) & 0xffL
                | (block.byteAt(from + middle) & 0xffL) << middle * Byte.SIZE
                | (block.byteAt(to - 1) & 0xffL) << bits - Byte.SIZE;
    }

    /** The bits of so many bytes, fewer than eight. */
    private static long bitsOf(int bytes) {
        return (1L << bytes * Byte.SIZE) - 1;
    }

    /** Of the eight bytes from {@code at} on, or as many as there are, the highest bit of each that is wanted. */
    static long hits(Block block, int at, int to, byte wanted) {
        long pattern = pattern(wanted);
        return to - at >= Long.BYTES
                ? zeros(block.longAt(at) ^ pattern)
                : zeros(few(block, at, to) ^ pattern) & bitsOf(to - at);
    }

    /** Which of the eight bytes the first one is. */
    static int lowest(long hits) {
        return Long.numberOfTrailingZeros(hits) >>> 3;
    }

    /** How many bytes are above the highest. */
    private static int highest(long hits) {
        return Long.numberOfLeadingZeros(hits) >>> 3;
    }

    static int find(Block block, int from, int to, byte wanted) {
        long pattern = pattern(wanted);
        if (to - from < Long.BYTES) {
            long hits = firstZero(few(block, from, to) ^ pattern) & bitsOf(to - from);
            return hits == 0 ? -1 : from + lowest(hits);
        }
        int at = from;
        for (; to - at >= STEP; at += STEP) {
            long hits = firstZero(block.longAt(at) ^ pattern)
                    | firstZero(block.longAt(at + 8) ^ pattern)
                    | firstZero(block.longAt(at + 16) ^ pattern)
                    | firstZero(block.longAt(at + 24) ^ pattern);
            if (hits != 0) {
                break;
            }
        }
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long hits = firstZero(block.longAt(at) ^ pattern);
            if (hits != 0) {
                return at + lowest(hits);
            }
        }
        if (at == to) {
            return -1;
        }
        long hits = firstZero(block.longAt(to - Long.BYTES) ^ pattern); // before `at` there is none
        return hits == 0 ? -1 : to - Long.BYTES + lowest(hits);
    }

    static int findLast(Block block, int from, int to, byte wanted) {
        long pattern = pattern(wanted);
        if (to - from < Long.BYTES) {
            long hits = zeros(few(block, from, to) ^ pattern) & bitsOf(to - from);
            return hits == 0 ? -1 : from + Long.BYTES - 1 - highest(hits);
        }
        int end = to;
        for (; end - from >= STEP; end -= STEP) {
            long hits = firstZero(block.longAt(end - 8) ^ pattern)
                    | firstZero(block.longAt(end - 16) ^ pattern)
                    | firstZero(block.longAt(end - 24) ^ pattern)
                    | firstZero(block.longAt(end - 32) ^ pattern);
            if (hits != 0) {
                break;
            }
        }
        for (; end - from >= Long.BYTES; end -= Long.BYTES) {
            long hits = zeros(block.longAt(end - Long.BYTES) ^ pattern);
            if (hits != 0) {
                return end - 1 - highest(hits);
            }
        }
        if (end == from) {
            return -1;
        }
        long hits = zeros(block.longAt(from) ^ pattern); // from `end` on there is none
        return hits == 0 ? -1 : from + Long.BYTES - 1 - highest(hits);
    }

    static int count(Block block, int from, int to, byte wanted) {
        long pattern = pattern(wanted);
        if (to - from < Long.BYTES) {
            return Long.bitCount(zeros(few(block, from, to) ^ pattern) & bitsOf(to - from));
        }
        int found = 0;
        int at = from;
        for (; to - at >= STEP; at += STEP) {
            found += Long.bitCount(zeros(block.longAt(at) ^ pattern))
                    + Long.bitCount(zeros(block.longAt(at + 8) ^ pattern))
                    + Long.bitCount(zeros(block.longAt(at + 16) ^ pattern))
                    + Long.bitCount(zeros(block.longAt(at + 24) ^ pattern));
        }
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            found += Long.bitCount(zeros(block.longAt(at) ^ pattern));
        }
        return found + Long.bitCount(zeros(few(block, at, to) ^ pattern) & bitsOf(to - at));
    }

    /** The first byte that is in a set, whose members are packed in {@code needle} if they are up to eight. */
    static int findAny(Block block, int from, int to, boolean[] set, long needle, int needleLength) {
        if (needleLength <= 2) {
            return findEither(block, from, to, needle, needleLength);
        }
        if (needleLength <= 4) {
            return findOfFour(block, from, to, needle, needleLength);
        }
        for (int at = from; at < to; at++) {
            if (set[block.byteAt(at) & 0xff]) {
                return at;
            }
        }
        return -1;
    }

    /** The pattern of a packed byte; of one past the last, the last's. */
    private static long pattern(long needle, int needleLength, int index) {
        return pattern((byte) (needle >>> Math.min(index, needleLength - 1) * Byte.SIZE));
    }

    private static int findEither(Block block, int from, int to, long needle, int needleLength) {
        long one = pattern(needle, needleLength, 0);
        long other = pattern(needle, needleLength, 1);
        int at = from;
        for (; to - at >= 2 * Long.BYTES; at += 2 * Long.BYTES) {
            long word = block.longAt(at);
            long next = block.longAt(at + Long.BYTES);
            if ((firstZero(word ^ one) | firstZero(word ^ other) | firstZero(next ^ one) | firstZero(next ^ other))
                    != 0) {
                break;
            }
        }
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long word = block.longAt(at);
            long hits = firstZero(word ^ one) | firstZero(word ^ other);
            if (hits != 0) {
                return at + lowest(hits);
            }
        }
        long rest = few(block, at, to);
        long hits = (firstZero(rest ^ one) | firstZero(rest ^ other)) & bitsOf(to - at);
        return hits == 0 ? -1 : at + lowest(hits);
    }

    private static int findOfFour(Block block, int from, int to, long needle, int needleLength) {
        long one = pattern(needle, needleLength, 0);
        long two = pattern(needle, needleLength, 1);
        long three = pattern(needle, needleLength, 2);
        long four = pattern(needle, needleLength, 3);
        for (int at = from; at < to; at += Long.BYTES) {
            boolean whole = to - at >= Long.BYTES;
            long word = whole ? block.longAt(at) : few(block, at, to);
            long hits =
                    firstZero(word ^ one) | firstZero(word ^ two) | firstZero(word ^ three) | firstZero(word ^ four);
            hits &= whole ? HIGHS : bitsOf(to - at);
            if (hits != 0) {
                return at + lowest(hits);
            }
        }
        return -1;
    }

    static int findLastAny(Block block, int from, int to, boolean[] set) {
        for (int at = to - 1; at >= from; at--) {
            if (set[block.byteAt(at) & 0xff]) {
                return at;
            }
        }
        return -1;
    }

    /** Where a sequence of at least two bytes is first: where its ends fit, it is compared. */
    static int findSequence(Block block, int from, int to, Block sought, int start, int length) {
        long firsts = pattern(sought.byteAt(start));
        long lasts = pattern(sought.byteAt(start + length - 1));
        int reach = length - 1;
        int end = to - reach; // the places are before it
        int at = from;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long hits = zeros((block.longAt(at) ^ firsts) | (block.longAt(at + reach) ^ lasts));
            for (; hits != 0; hits &= hits - 1) {
                int place = at + lowest(hits);
                if (length == 2 || mismatch(block, place + 1, sought, start + 1, length - 2) < 0) {
                    return place;
                }
            }
        }
        if (at < end) {
            long differing = (few(block, at, end) ^ firsts) | (few(block, at + reach, to) ^ lasts);
            for (long hits = zeros(differing) & bitsOf(end - at); hits != 0; hits &= hits - 1) {
                int place = at + lowest(hits);
                if (length == 2 || mismatch(block, place + 1, sought, start + 1, length - 2) < 0) {
                    return place;
                }
            }
        }
        return -1;
    }

    /** Writes where {@code wanted} is within {@code from} and {@code length}, counted from {@code offset}; answers how often. */
    static int split(Block block, int offset, int from, int length, byte wanted, ByteBuffer out, int most) {
        long pattern = pattern(wanted);
        int found = 0;
        int at = from;
        for (; length - at >= Long.BYTES && found < most; at += Long.BYTES) {
            long hits = zeros(block.longAt(offset + at) ^ pattern);
            if (hits != 0) {
                found = writePlaces(hits, at, out, found, most);
            }
        }
        if (found == most) {
            return found;
        }
        long hits = zeros(few(block, offset + at, offset + length) ^ pattern) & bitsOf(length - at);
        return hits == 0 ? found : writePlaces(hits, at, out, found, most);
    }

    /** As far as there is room; answers how many there are then. */
    private static int writePlaces(long places, int base, ByteBuffer out, int before, int most) {
        int found = before;
        for (long hits = places; hits != 0 && found < most; hits &= hits - 1) {
            out.putInt(found++ * Integer.BYTES, base + lowest(hits));
        }
        return found;
    }

    /** The first offset at which two pieces of the same length differ, or -1. */
    static int mismatch(Block one, int oneFrom, Block other, int otherFrom, int length) {
        if (one.array() != null && other.array() != null && length >= Long.BYTES) {
            int left = one.base() + oneFrom;
            int right = other.base() + otherFrom;
            return Arrays.mismatch(one.array(), left, left + length, other.array(), right, right + length);
        }
        return length < Long.BYTES
                ? mismatchFew(one, oneFrom, other, otherFrom, length)
                : mismatchWords(one, oneFrom, other, otherFrom, length);
    }

    private static int mismatchWords(Block one, int oneFrom, Block other, int otherFrom, int length) {
        int done = 0;
        for (; length - done >= STEP; done += STEP) {
            long differing = (one.longAt(oneFrom + done) ^ other.longAt(otherFrom + done))
                    | (one.longAt(oneFrom + done + 8) ^ other.longAt(otherFrom + done + 8))
                    | (one.longAt(oneFrom + done + 16) ^ other.longAt(otherFrom + done + 16))
                    | (one.longAt(oneFrom + done + 24) ^ other.longAt(otherFrom + done + 24));
            if (differing != 0) {
                break;
            }
        }
        for (; length - done >= Long.BYTES; done += Long.BYTES) {
            long differing = one.longAt(oneFrom + done) ^ other.longAt(otherFrom + done);
            if (differing != 0) {
                return done + lowest(differing);
            }
        }
        if (done == length) {
            return -1;
        }
        int last = length - Long.BYTES; // before `done` they are the same
        long differing = one.longAt(oneFrom + last) ^ other.longAt(otherFrom + last);
        return differing == 0 ? -1 : last + lowest(differing);
    }

    /** By two reads of four, which may overlap, or byte by byte. */
    private static int mismatchFew(Block one, int oneFrom, Block other, int otherFrom, int length) {
        if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            int differing = one.intAt(oneFrom) ^ other.intAt(otherFrom);
            if (differing != 0) {
                return lowest(differing);
            }
            differing = one.intAt(oneFrom + last) ^ other.intAt(otherFrom + last);
            return differing == 0 ? -1 : last + lowest(differing);
        }
        for (int i = 0; i < length; i++) {
            if (one.byteAt(oneFrom + i) != other.byteAt(otherFrom + i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether two pieces of the same length are the same but for the case of ASCII letters. */
    static boolean equalsIgnoreCase(Block one, int oneFrom, Block other, int otherFrom, int length) {
        int done = 0;
        for (; length - done >= Long.BYTES; done += Long.BYTES) {
            if (lower(one.longAt(oneFrom + done)) != lower(other.longAt(otherFrom + done))) {
                return false;
            }
        }
        if (done < length && length >= Long.BYTES) {
            int last = length - Long.BYTES;
            return lower(one.longAt(oneFrom + last)) == lower(other.longAt(otherFrom + last));
        }
        for (; done < length; done++) {
            if (Ascii.lower(one.byteAt(oneFrom + done)) != Ascii.lower(other.byteAt(otherFrom + done))) {
                return false;
            }
        }
        return true;
    }

    /** Eight bytes, the letters among them in lower case: those below 0x80, at least 'A' and not past 'Z'. */
    private static long lower(long word) {
        long lows = word & LOWS;
        long fromA = lows + (0x80 - 'A') * ONES;
        long pastZ = lows + (0x80 - 'Z' - 1) * ONES;
        return word | (fromA & ~pastZ & ~word & HIGHS) >>> 2; // 0x20, which is the case
    }
}
