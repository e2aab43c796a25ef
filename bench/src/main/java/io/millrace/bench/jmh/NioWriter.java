package io.millrace.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A channel of the JDK's, connected to the slow reader; the benchmark's own thread writes, and waits for room. */
@State(Scope.Thread)
public abstract class NioWriter extends SlowReaderBenchmark.Writer {
    private SocketChannel channel;
    private Selector room;
    private ByteBuffer block;

    /** The block, to be written from its start to its end. */
    final ByteBuffer block() {
        return block.clear();
    }

    /** Writes as much as there is room for, and waits for some if there is none. */
    final void writeSome(ByteBuffer bytes) throws IOException {
        if (channel.write(bytes) == 0) {
            room.select();
            room.selectedKeys().clear();
        }
    }

    @Override
    void connect() throws IOException {
        block = ByteBuffer.allocateDirect(blockBytes);
        channel = SocketChannel.open(reader.address());
        channel.configureBlocking(false);
        room = Selector.open();
        channel.register(room, SelectionKey.OP_WRITE);
    }

    @Override
    void close() throws IOException {
        room.close();
        channel.close();
    }

    @Override
    long threadId() {
        return Thread.currentThread().getId();
    }
}
