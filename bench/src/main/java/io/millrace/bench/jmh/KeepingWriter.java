package io.millrace.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Leaves the rest where it is, and remembers the position. There is nothing in it that could copy. */
@State(Scope.Thread)
public class KeepingWriter extends NioWriter {
    void write() throws IOException, InterruptedException {
        ByteBuffer rest = block();
        while (rest.hasRemaining()) {
            writeSome(rest);
        }
        reader.await(blockBytes);
    }

    @Override
    long copiedBytes() {
        return 0;
    }
}
