package io.millrace.bytes;

import io.millrace.engine.Block;

/**
 * The Java twin of {@code native/src/simd/hash.hpp}, which says what is computed: the same number for the same bytes. Good
 * for tables; an adversary who knows it can make contents that collide, which a {@code HashMap} then orders by comparing.
 */
final class Hash {
    private static final long K0 = 0x6a09e667f3bcc908L;
    private static final long K1 = 0xbb67ae8584caa73bL;
    private static final long K2 = 0x3c6ef372fe94f82bL;
    private static final long K3 = 0xa54ff53a5f1d36f1L;
    private static final long K4 = 0x510e527fade682d1L;
    private static final int LANES_BYTES = 64;
    private static final int STEP_BYTES = 16;

    private Hash() {}

    private static long mix(long a, long b) {
        long high = Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a); // of numbers without sign
        return a * b ^ high;
    }

    /** The hash, with the seed 0, of the bytes from {@code from} to {@code to}, which are read little end first. */
    static long of(Block bytes, int from, int to) {
        long h = K0;
        int i = from;
        if (to - i > LANES_BYTES) {
            long a = h;
            long b = h;
            long c = h;
            long d = h;
            for (; to - i > LANES_BYTES; i += LANES_BYTES) {
                a = mix(bytes.longAt(i) ^ K1, bytes.longAt(i + 8) ^ a);
                b = mix(bytes.longAt(i + 16) ^ K2, bytes.longAt(i + 24) ^ b);
                c = mix(bytes.longAt(i + 32) ^ K3, bytes.longAt(i + 40) ^ c);
                d = mix(bytes.longAt(i + 48) ^ K4, bytes.longAt(i + 56) ^ d);
            }
            h = a ^ b ^ c ^ d;
        }
        for (; to - i > STEP_BYTES; i += STEP_BYTES) {
            h = mix(bytes.longAt(i) ^ K1, bytes.longAt(i + 8) ^ h);
        }
        return tail(bytes, from, to - from, h);
    }

    private static long tail(Block bytes, int from, int n, long h) {
        long x = 0;
        long y = 0;
        if (n >= 16) {
            x = bytes.longAt(from + n - 16);
            y = bytes.longAt(from + n - 8);
        } else if (n >= 8) {
            x = bytes.longAt(from);
            y = bytes.longAt(from + n - 8);
        } else if (n >= 4) {
            x = bytes.intAt(from) & 0xffffffffL;
            y = bytes.intAt(from + n - 4) & 0xffffffffL;
        } else if (n >= 1) {
            x = bytes.byteAt(from) & 0xff
                    | (bytes.byteAt(from + n / 2) & 0xff) << 8
                    | (bytes.byteAt(from + n - 1) & 0xff) << 16;
        }
        return mix(mix(x ^ K1, y ^ h) ^ K2, n ^ K3);
    }
}
