package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.jni.Codes;
import io.millrace.jni.Native;
import java.lang.ref.Reference;

/**
 * Finding and comparing in blocks: by the Java twins, or by the native kernels where the bytes are so many that the crossing
 * is repaid. The caller guarantees the ranges.
 */
final class Search {
    /** Shorter pieces are searched in Java: the crossing costs as much as some 64 bytes do there (SplitBenchmark). */
    static final int NATIVE_BYTES_MIN = 64;

    private Search() {}

    /** Whether so many bytes of that block are better searched natively. */
    static boolean isNative(Block block, int length) {
        return length >= NATIVE_BYTES_MIN && block.address() != 0;
    }

    /** Where in the block the first {@code wanted} within {@code from} and {@code to} is, or -1. */
    static int find(Block block, int from, int to, byte wanted) {
        if (isNative(block, to - from)) {
            long found = Native.scan(Codes.SCAN_FIRST, block.address() + from, to - from, wanted & 0xff, 1);
            Reference.reachabilityFence(block);
            return found < 0 ? -1 : from + (int) found;
        }
        return Kernels.find(block.bytes(), from, to, wanted);
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

    /** Where in the block the sequence, of at least one byte, is last, or -1. */
    static int findLast(Block block, int from, int to, Block sought, int start, int length) {
        byte first = sought.bytes().get(start);
        for (int at = to - length; at >= from; at--) {
            at = Kernels.findLast(block.bytes(), from, at + 1, first);
            if (at < 0 || mismatch(block, at, sought, start, length) < 0) {
                return at;
            }
        }
        return -1;
    }

    /** The first offset at which the two pieces differ, or -1. */
    static int mismatch(Block one, int oneFrom, Block other, int otherFrom, int length) {
        return Kernels.mismatch(one.bytes(), oneFrom, other.bytes(), otherFrom, length);
    }
}
