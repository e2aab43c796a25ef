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
    /** Shorter pieces are searched in Java: the crossing costs as much as some 64 bytes do there (KernelBenchmark). */
    static final int NATIVE_BYTES_MIN = 64;

    /** So many bytes to look for fit into one argument. */
    static final int NEEDLE_BYTES_MAX = 8;

    private Search() {}

    /** Whether so many bytes of that block are better searched natively. */
    static boolean isNative(Block block, int length) {
        return length >= NATIVE_BYTES_MIN && block.address() != 0;
    }

    /** Asks the kernels about a piece; offsets in the answer count from its start. */
    private static long scan(int kind, Block block, int from, int to, long needle, int needleLength) {
        long answer = Native.scan(kind, block.address() + from, to - from, needle, needleLength);
        Reference.reachabilityFence(block);
        return answer;
    }

    private static int place(long found, int from) {
        return found < 0 ? -1 : from + (int) found;
    }

    /** Where in the block the first {@code wanted} within {@code from} and {@code to} is, or -1. */
    static int find(Block block, int from, int to, byte wanted) {
        return isNative(block, to - from)
                ? place(scan(Codes.SCAN_FIRST, block, from, to, wanted & 0xff, 1), from)
                : Kernels.find(block.bytes(), from, to, wanted);
    }

    /** Where the last one is. */
    static int findLast(Block block, int from, int to, byte wanted) {
        return isNative(block, to - from)
                ? place(scan(Codes.SCAN_LAST, block, from, to, wanted & 0xff, 1), from)
                : Kernels.findLast(block.bytes(), from, to, wanted);
    }

    static int count(Block block, int from, int to, byte wanted) {
        return isNative(block, to - from)
                ? (int) scan(Codes.SCAN_COUNT, block, from, to, wanted & 0xff, 1)
                : Kernels.count(block.bytes(), from, to, wanted);
    }

    static boolean isUtf8(Block block, int from, int to) {
        return isNative(block, to - from)
                ? scan(Codes.SCAN_UTF8, block, from, to, 0, 0) == 1
                : Kernels.isUtf8(block.bytes(), from, to);
    }

    static long hash(Block block, int from, int to) {
        return isNative(block, to - from)
                ? scan(Codes.SCAN_HASH, block, from, to, 0, 0)
                : Hash.of(block.bytes(), from, to);
    }

    /** Where the first of the packed bytes is, which are the set's. */
    static int findAny(Block block, int from, int to, long[] set, long needle, int needleLength) {
        return needleLength <= NEEDLE_BYTES_MAX && isNative(block, to - from)
                ? place(scan(Codes.SCAN_FIRST, block, from, to, needle, needleLength), from)
                : Kernels.findAny(block.bytes(), from, to, set);
    }

    /** Where in the block the sequence is first, or -1. */
    static int find(Block block, int from, int to, Block sought, int start, int length) {
        if (length == 0) {
            return from;
        }
        if (length <= NEEDLE_BYTES_MAX && isNative(block, to - from)) {
            return place(scan(Codes.SCAN_SEQUENCE, block, from, to, packed(sought, start, length), length), from);
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

    /** Up to eight bytes as the kernels take them: the first one lowest. */
    static long packed(Block block, int start, int length) {
        long needle = 0;
        for (int i = 0; i < Math.min(length, NEEDLE_BYTES_MAX); i++) {
            needle |= (block.bytes().get(start + i) & 0xffL) << (i * Byte.SIZE);
        }
        return needle;
    }

    /** Where in the block the sequence, of at least one byte, is last, or -1. */
    static int findLast(Block block, int from, int to, Block sought, int start, int length) {
        byte first = sought.bytes().get(start);
        for (int at = to - length; at >= from; at--) {
            at = findLast(block, from, at + 1, first);
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
