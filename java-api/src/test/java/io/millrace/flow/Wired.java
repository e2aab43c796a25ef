package io.millrace.flow;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.util.concurrent.CompletableFuture;

/** Connections of a loop to itself, for the kit of Reactive Streams, which knows no loops. */
final class Wired implements AutoCloseable {
    /** Both ends of one connection. */
    record Pair(FlowConnection here, AsyncConnection peer) {}

    private final EventLoop loop = EventLoop.open();

    Wired() {
        loop.start();
    }

    Pair connect() {
        CompletableFuture<FlowConnection> accepted = new CompletableFuture<>();
        try (var listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, FlowConnection.each(accepted::complete))) {
            AsyncConnection peer = RunningLoop.get(
                    AsyncConnection.connect(Endpoint.tcp("127.0.0.1", listener.port()), loop, RunningLoop.PATIENCE));
            return new Pair(RunningLoop.get(accepted), peer);
        }
    }

    /** Reads all that comes, and forgets it. */
    static void discard(AsyncConnection peer) {
        peer.read().thenAccept(bytes -> {
            if (!bytes.isEmpty()) {
                discard(peer);
            }
        });
    }

    static Slice letters(long count) {
        return Slice.of(new byte[(int) Math.min(count, 1 << 16)]);
    }

    @Override
    public void close() {
        loop.close();
        RunningLoop.assertNothingIsLeft();
    }
}
