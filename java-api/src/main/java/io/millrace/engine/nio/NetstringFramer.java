package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** Netstrings, {@code 3:abc,}: no sign, no leading zero, no digit too many. */
final class NetstringFramer extends AnnouncedFramer {
    NetstringFramer(Command command) {
        super(command);
    }

    @Override
    void readHead(Piece piece, int from) {
        frameBytes = 0;
        for (int at = from; at < piece.length; at++) {
            int octet = byteAt(piece, at);
            looked++;
            if (octet == ':' && at > from) {
                headBytes = at + 1 - from;
                return;
            }
            boolean isBehindZero = at == from + 1 && frameBytes == 0;
            if (octet < '0' || octet > '9' || isBehindZero) {
                refuse(Codes.MALFORMED_BYTE, at);
                return;
            }
            frameBytes = frameBytes * 10 + octet - '0';
            if (frameBytes > frameBytesMax) {
                isAllowed(frameBytes, at);
                return;
            }
        }
    }

    @Override
    int tailBytes() {
        return 1;
    }

    @Override
    boolean isTail(Piece piece, int from) {
        return byteAt(piece, from) == ',';
    }

    @Override
    int entriesPerFrame() {
        return 2;
    }

    @Override
    int gap() {
        return 1;
    }

    @Override
    int lead() {
        return 0;
    }
}
