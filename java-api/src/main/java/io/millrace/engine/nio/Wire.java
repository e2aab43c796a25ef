package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection's socket. Each call is counted, and answers as the kernel does: bytes, or {@code -errno}. */
final class Wire {
    private final SocketChannel channel;

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    /** Bytes received; 0 at the peer's end. */
    int receive(NioLoop loop, ByteBuffer into) {
        long began = loop.account().beginCall(Records.LOOP_COUNTERS_RECEIVE_CALLS);
        try {
            int received = channel.read(into);
            if (received > 0) {
                loop.counters().add(Records.LOOP_COUNTERS_BYTES_IN, received);
            }
            return received == 0 ? -Errno.EAGAIN : Math.max(received, 0);
        } catch (IOException failed) {
            return -Errno.of(failed);
        } finally {
            loop.account().endCall(Records.LOOP_COUNTERS_RECEIVE_NANOS, began);
        }
    }

    /** Bytes sent; 0 when the kernel takes none now. */
    long send(NioLoop loop, ByteBuffer[] pieces, int count) {
        long began = loop.account().beginCall(Records.LOOP_COUNTERS_SEND_CALLS);
        try {
            long sent = channel.write(pieces, 0, count);
            loop.counters().add(Records.LOOP_COUNTERS_BYTES_OUT, sent);
            return sent;
        } catch (IOException failed) {
            return -Errno.of(failed);
        } finally {
            loop.account().endCall(Records.LOOP_COUNTERS_SEND_NANOS, began);
        }
    }

    /** Sends FIN. */
    int finish(NioLoop loop) {
        long began = loop.account().beginCall(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            channel.shutdownOutput();
            return 0;
        } catch (IOException failed) {
            return -Errno.of(failed);
        } finally {
            loop.account().endCall(Records.LOOP_COUNTERS_OTHER_NANOS, began);
        }
    }

    /** How many bytes wait to be received; 0 also where the JDK cannot tell. */
    int waitingBytes(NioLoop loop) {
        loop.counters().increment(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            return channel.socket().getInputStream().available();
        } catch (IOException | UnsupportedOperationException | IllegalStateException unknown) {
            return 0;
        }
    }

    /** Closes it; the socket is gone when the selector has next looked. With {@code reset} the peer sees RST. */
    void close(boolean reset) {
        if (reset) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException noSuchThing) {
                // A UNIX socket has no RST, and one that failed has sent it.
            }
        }
        NioLoop.closeQuietly(channel);
    }
}
