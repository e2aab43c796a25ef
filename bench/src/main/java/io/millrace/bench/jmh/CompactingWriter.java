package io.millrace.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Moves the rest to the buffer's start after each write, and counts it. */
@State(Scope.Thread)
public class CompactingWriter extends NioWriter {
    private long copiedBytes;

    void write() throws IOException, InterruptedException {
        ByteBuffer rest = block();
        while (rest.hasRemaining()) {
            int before = rest.remaining();
            writeSome(rest);
            if (rest.remaining() < before) {
                copiedBytes += rest.remaining();
                rest.compact().flip();
            }
        }
        reader.await(blockBytes);
    }

    @Override
    long copiedBytes() {
        return copiedBytes;
    }
}
