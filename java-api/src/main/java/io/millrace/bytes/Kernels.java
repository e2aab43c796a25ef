package io.millrace.bytes;

import java.nio.ByteBuffer;

/**
 * The Java twins of the native kernels, under the same names: eight bytes at a time where that is possible. The buffers are
 * read little end first, from {@code from} to {@code to}, which the caller guarantees to be within them.
 */
final class Kernels {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LOWS = ~HIGHS;

    private Kernels() {}

    /** A bit of the highest of each byte that is zero, exactly. */
    private static long zeros(long word) {
        return ~(((word & LOWS) + LOWS) | word | LOWS);
    }

    static int find(ByteBuffer bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xff) * ONES;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            // A byte that is zero after the exclusive-or is one wanted; the lowest is found exactly.
            long differing = bytes.getLong(at) ^ pattern;
            long hits = (differing - ONES) & ~differing & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes.get(at) == wanted) {
                return at;
            }
        }
        return -1;
    }

    static int findLast(ByteBuffer bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xff) * ONES;
        int end = to;
        for (; end - from >= Long.BYTES; end -= Long.BYTES) {
            long hits = zeros(bytes.getLong(end - Long.BYTES) ^ pattern);
            if (hits != 0) {
                return end - 1 - (Long.numberOfLeadingZeros(hits) >>> 3);
            }
        }
        while (--end >= from) {
            if (bytes.get(end) == wanted) {
                return end;
            }
        }
        return -1;
    }

    /** The first byte that is in a set of 256 bits. */
    static int findAny(ByteBuffer bytes, int from, int to, long[] set) {
        for (int at = from; at < to; at++) {
            if (contains(set, bytes.get(at))) {
                return at;
            }
        }
        return -1;
    }

    static int findLastAny(ByteBuffer bytes, int from, int to, long[] set) {
        for (int at = to - 1; at >= from; at--) {
            if (contains(set, bytes.get(at))) {
                return at;
            }
        }
        return -1;
    }

    static boolean contains(long[] set, byte value) {
        return (set[(value & 0xff) >>> 6] >>> value & 1) != 0;
    }

    static int count(ByteBuffer bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xff) * ONES;
        int found = 0;
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            found += Long.bitCount(zeros(bytes.getLong(at) ^ pattern));
        }
        for (; at < to; at++) {
            found += bytes.get(at) == wanted ? 1 : 0;
        }
        return found;
    }

    /** Writes where {@code wanted} is within {@code from} and {@code length}, counted from {@code offset}; answers how often. */
    static int split(ByteBuffer bytes, int offset, int from, int length, byte wanted, ByteBuffer out, int most) {
        long pattern = (wanted & 0xff) * ONES;
        int found = 0;
        int at = from;
        for (; length - at >= Long.BYTES; at += Long.BYTES) {
            long hits = zeros(bytes.getLong(offset + at) ^ pattern);
            for (; hits != 0; hits &= hits - 1) {
                if (found == most) {
                    return found;
                }
                out.putInt(found++ * Integer.BYTES, at + (Long.numberOfTrailingZeros(hits) >>> 3));
            }
        }
        for (; at < length; at++) {
            if (bytes.get(offset + at) == wanted) {
                if (found == most) {
                    return found;
                }
                out.putInt(found++ * Integer.BYTES, at);
            }
        }
        return found;
    }

    /** The first offset at which two pieces of the same length differ, or -1. */
    static int mismatch(ByteBuffer left, int leftFrom, ByteBuffer right, int rightFrom, int length) {
        int done = 0;
        for (; length - done >= Long.BYTES; done += Long.BYTES) {
            long differing = left.getLong(leftFrom + done) ^ right.getLong(rightFrom + done);
            if (differing != 0) {
                return done + (Long.numberOfTrailingZeros(differing) >>> 3);
            }
        }
        for (; done < length; done++) {
            if (left.get(leftFrom + done) != right.get(rightFrom + done)) {
                return done;
            }
        }
        return -1;
    }

    /** Whether the bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
    static boolean isUtf8(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (to - at >= Long.BYTES && (bytes.getLong(at) & HIGHS) == 0) {
                at += Long.BYTES;
                continue;
            }
            byte lead = bytes.get(at);
            int size = lead >= 0 ? 1 : sequence(lead & 0xff);
            if (size == 0 || to - at < size || (size > 1 && !isSequence(bytes, at, size))) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** How many bytes start with that one, which is not ASCII; 0 if none can. */
    private static int sequence(int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }

    private static boolean isSequence(ByteBuffer bytes, int at, int size) {
        int second = bytes.get(at + 1) & 0xff;
        int least = 0x80;
        int most = 0xbf;
        switch (bytes.get(at) & 0xff) {
            case 0xe0 -> least = 0xa0;
            case 0xed -> most = 0x9f;
            case 0xf0 -> least = 0x90;
            case 0xf4 -> most = 0x8f;
            default -> {
                // Every continuation will do.
            }
        }
        boolean good = second >= least && second <= most;
        for (int i = 2; good && i < size; i++) {
            good = (bytes.get(at + i) & 0xc0) == 0x80;
        }
        return good;
    }
}
