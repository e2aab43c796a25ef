package io.millrace.testing;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** Slices that a loop has received and retained, with just the bytes that a test wants. */
public final class Retained {
    private Retained() {}

    /** Bytes as they were received; to be released by the caller. At least one. */
    public static Slice receive(EventLoop loop, byte[] bytes) {
        CompletableFuture<Slice> whole = new CompletableFuture<>();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, peer -> new Collector(bytes.length, whole))
                .port();
        try (Peer peer = Peer.connect(port)) {
            peer.send(bytes);
            return RunningLoop.get(whole);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Retains the first delivery that holds all of it; the peer's one write is small enough to come at once. */
    private static final class Collector extends Protocol {
        private final int length;
        private final CompletableFuture<Slice> whole;

        Collector(int length, CompletableFuture<Slice> whole) {
            this.length = length;
            this.whole = whole;
        }

        @Override
        public void dataReceived(Slice data) {
            if (data.length() == length) {
                whole.complete(data.retain());
            } else {
                whole.completeExceptionally(new IllegalStateException("it came in pieces"));
            }
        }
    }
}
