package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.jni.Codes;
import io.millrace.jni.Native;
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * Finding and comparing in blocks: by the Java twins, or by the native kernels where the bytes are so many that the crossing
 * is repaid. The caller guarantees the ranges.
 */
final class Search {
    // From so many bytes on the crossing is repaid, by what the kernel does; fewer are searched in Java
    // (KernelBenchmark).
    private static final int NATIVE_FIND_MIN = 96;
    private static final int NATIVE_FIND_ANY_MIN = 48;
    private static final int NATIVE_SEQUENCE_MIN = 64;
    private static final int NATIVE_SPLIT_MIN = 112;
    private static final int NATIVE_COMPARE_MIN = 64;
    private static final int NATIVE_HASH_MIN = 80;
    private static final int NATIVE_UTF8_MIN = 160;

    /** So many bytes to look for fit into one argument. */
    static final int NEEDLE_BYTES_MAX = 8;

    private Search() {}

    private static boolean isNative(Block block, int length, int nativeMin) {
        return length >= nativeMin && block.address() != 0;
    }

    /** Whether so many bytes of that block are better split natively. */
    static boolean isSplitNatively(Block block, int length) {
        return isNative(block, length, NATIVE_SPLIT_MIN);
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
        return isNative(block, to - from, NATIVE_FIND_MIN)
                ? place(scan(Codes.SCAN_FIRST, block, from, to, wanted & 0xff, 1), from)
                : Kernels.find(block, from, to, wanted);
    }

    /** Where the last one is. */
    static int findLast(Block block, int from, int to, byte wanted) {
        return isNative(block, to - from, NATIVE_FIND_MIN)
                ? place(scan(Codes.SCAN_LAST, block, from, to, wanted & 0xff, 1), from)
                : Kernels.findLast(block, from, to, wanted);
    }

    static int count(Block block, int from, int to, byte wanted) {
        return isNative(block, to - from, NATIVE_FIND_MIN)
                ? (int) scan(Codes.SCAN_COUNT, block, from, to, wanted & 0xff, 1)
                : Kernels.count(block, from, to, wanted);
    }

    static boolean isUtf8(Block block, int from, int to) {
        return isNative(block, to - from, NATIVE_UTF8_MIN)
                ? scan(Codes.SCAN_UTF8, block, from, to, 0, 0) == 1
                : Utf8.isUtf8(block, from, to);
    }

    static long hash(Block block, int from, int to) {
        return isNative(block, to - from, NATIVE_HASH_MIN)
                ? scan(Codes.SCAN_HASH, block, from, to, 0, 0)
                : Hash.of(block, from, to);
    }

    /** Where the first of the packed bytes is, which are the set's. */
    static int findAny(Block block, int from, int to, boolean[] set, long needle, int needleLength) {
        return needleLength <= NEEDLE_BYTES_MAX && isNative(block, to - from, NATIVE_FIND_ANY_MIN)
                ? place(scan(Codes.SCAN_FIRST, block, from, to, needle, needleLength), from)
                : Kernels.findAny(block, from, to, set, needle, needleLength);
    }

    /** Where in the block the sequence is first, or -1. */
    static int find(Block block, int from, int to, Block sought, int start, int length) {
        if (length == 0) {
            return from;
        }
        if (length <= NEEDLE_BYTES_MAX && isNative(block, to - from, NATIVE_SEQUENCE_MIN)) {
            return place(scan(Codes.SCAN_SEQUENCE, block, from, to, packed(sought, start, length), length), from);
        }
        return length == 1
                ? Kernels.find(block, from, to, sought.byteAt(start))
                : Kernels.findSequence(block, from, to, sought, start, length);
    }

    /** Up to eight bytes as the kernels take them: the first one lowest. */
    static long packed(Block block, int start, int length) {
        long needle = 0;
        for (int i = 0; i < Math.min(length, NEEDLE_BYTES_MAX); i++) {
            needle |= (block.byteAt(start + i) & 0xffL) << (i * Byte.SIZE);
        }
        return needle;
    }

    /** Where in the block the sequence, of at least one byte, is last, or -1. */
    static int findLast(Block block, int from, int to, Block sought, int start, int length) {
        byte first = sought.byteAt(start);
        for (int at = to - length; at >= from; at--) {
            at = findLast(block, from, at + 1, first);
            if (at < 0 || Kernels.mismatch(block, at, sought, start, length) < 0) {
                return at;
            }
        }
        return -1;
    }

    /** How the bytes compare with as many others: below, at or above 0. */
    static int compare(Block one, int oneFrom, Block other, int otherFrom, int length) {
        if (isNative(one, length, NATIVE_COMPARE_MIN) && other.address() != 0) {
            int order =
                    (int) scan(Codes.SCAN_COMPARE, one, oneFrom, oneFrom + length, other.address() + otherFrom, length);
            Reference.reachabilityFence(other);
            return order;
        }
        int at = Kernels.mismatch(one, oneFrom, other, otherFrom, length);
        return at < 0 ? 0 : Byte.compareUnsigned(one.byteAt(oneFrom + at), other.byteAt(otherFrom + at));
    }

    /** Whether two pieces of the same length are the same. */
    static boolean same(Block one, int oneFrom, Block other, int otherFrom, int length) {
        return one.isArray(oneFrom, length) && other.isArray(otherFrom, length)
                ? Arrays.equals(one.array(), other.array()) // of whole arrays the JIT compiler makes a loop in line
                : compare(one, oneFrom, other, otherFrom, length) == 0;
    }
}
