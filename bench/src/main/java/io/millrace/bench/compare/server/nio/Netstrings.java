package io.millrace.bench.compare.server.nio;

import io.millrace.bench.compare.server.Service;
import java.nio.ByteBuffer;

/** Netstrings, {@code LENGTH:BYTES,}: sends back each that is whole. */
final class Netstrings {
    private Netstrings() {}

    static ByteBuffer echo(ByteBuffer in, ByteBuffer out) {
        for (int end = end(in); end >= 0; end = end(in)) {
            int start = in.position();
            out.put(out.position(), in, start, end - start).position(out.position() + end - start);
            in.position(end);
        }
        return out.flip();
    }

    /** Where the next one ends; negative: it is not all there. */
    private static int end(ByteBuffer in) {
        int length = 0;
        for (int at = in.position(); at < in.limit(); at++) {
            byte next = in.get(at);
            if (next == ':') {
                int comma = at + 1 + length;
                if (comma >= in.limit()) {
                    return -1;
                }
                require(in.get(comma) == ',', "a netstring does not end in a comma");
                return comma + 1;
            }
            require(next >= '0' && next <= '9', "a length is a number");
            length = length * 10 + (next - '0');
            require(length <= Service.FRAME_BYTES_MAX, "a netstring is too long");
        }
        return -1;
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
