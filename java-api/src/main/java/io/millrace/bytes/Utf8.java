package io.millrace.bytes;

import io.millrace.engine.Block;

/** The Java twin of {@code native/src/simd/utf8.hpp}. */
final class Utf8 {
    private static final long HIGHS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
    static boolean isUtf8(Block bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (to - at >= Long.BYTES && (bytes.longAt(at) & HIGHS) == 0) {
                at = skipAscii(bytes, at + Long.BYTES, to);
                continue;
            }
            byte lead = bytes.byteAt(at);
            int size = lead >= 0 ? 1 : sequence(lead & 0xff);
            if (size == 0 || to - at < size || (size > 1 && !isSequence(bytes, at, size))) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** As far as there are 32 bytes of ASCII at a time. */
    private static int skipAscii(Block bytes, int from, int to) {
        int at = from;
        while (to - at >= 32
                && ((bytes.longAt(at) | bytes.longAt(at + 8) | bytes.longAt(at + 16) | bytes.longAt(at + 24)) & HIGHS)
                        == 0) {
            at += 32;
        }
        return at;
    }

    /** How many bytes start with that one, which is not ASCII; 0 if none can. */
    private static int sequence(int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }

    private static boolean isSequence(Block bytes, int at, int size) {
        int second = bytes.byteAt(at + 1) & 0xff;
        int least = 0x80;
        int most = 0xbf;
        switch (bytes.byteAt(at) & 0xff) {
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
            good = (bytes.byteAt(at + i) & 0xc0) == 0x80;
        }
        return good;
    }
}
