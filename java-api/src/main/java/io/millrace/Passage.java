package io.millrace;

import java.util.concurrent.CompletableFuture;

/** A connection's way from one loop to another, and who waits for its arrival. */
record Passage(Transport transport, EventLoop from, EventLoop to, CompletableFuture<Void> arrived) {
    void fail(int code, String why) {
        arrived.completeExceptionally(new MillraceException(code, "move", transport.handle(), "move: " + why));
    }
}
