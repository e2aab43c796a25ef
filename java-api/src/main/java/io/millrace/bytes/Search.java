package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Finding and comparing in blocks, whose bytes are read little end first: eight at a time in Java, or by the native kernels.
 * The caller guarantees the ranges.
 */
final class Search {
    /** Shorter pieces are searched in Java: the crossing costs as much as some 64 bytes do there (SplitBenchmark). */
    static final int NATIVE_BYTES_MIN = 64;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Search() {}

    /** Whether so many bytes of that block are better searched natively. */
    static boolean isNative(Block block, int length) {
        return length >= NATIVE_BYTES_MIN && block.address() != 0;
    }

    /** Where in the block the first {@code wanted} within {@code from} and {@code to} is, or -1. */
    static int find(Block block, int from, int to, byte wanted) {
        if (isNative(block, to - from)) {
            long found = Native.find(block.address() + from, to - from, wanted & 0xff);
            Reference.reachabilityFence(block);
            return found < 0 ? -1 : from + (int) found;
        }
        return findInJava(block.bytes(), from, to, wanted);
    }

    private static int findInJava(ByteBuffer bytes, int from, int to, byte wanted) {
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

    /** Where in the block the sequence is first, or -1. */
    static int find(Block block, int from, int to, Block sought, int start, int length) {
        if (length == 0) {
            return from;
        }
        byte first = sought.bytes().get(start);
        int last = to - length;
        for (int at = from; at <= last; at++) {
            at = find(block, at, last + 1, first);
            if (at < 0 || mismatch(block, at, sought, start, length) < 0) {
                return at;
            }
        }
        return -1;
    }

    /** The first offset at which the two pieces differ, or -1. */
    static int mismatch(Block one, int oneFrom, Block other, int otherFrom, int length) {
        ByteBuffer left = one.bytes();
        ByteBuffer right = other.bytes();
        int done = 0;
        for (; length - done >= Long.BYTES; done += Long.BYTES) {
            long differing = left.getLong(oneFrom + done) ^ right.getLong(otherFrom + done);
            if (differing != 0) {
                return done + (Long.numberOfTrailingZeros(differing) >>> 3);
            }
        }
        for (; done < length; done++) {
            if (left.get(oneFrom + done) != right.get(otherFrom + done)) {
                return done;
            }
        }
        return -1;
    }
}
