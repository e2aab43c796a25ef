package io.millrace.bench.compare.server.millrace;

import io.millrace.bench.compare.server.Message;

/** Sends as many messages as it is asked for, each by a write. */
final class WriteMessages extends Questions {
    private final byte[] message = Message.bytes();

    @Override
    void answer(int count) {
        for (int i = 0; i < count; i++) {
            transport().write(message);
        }
    }
}
