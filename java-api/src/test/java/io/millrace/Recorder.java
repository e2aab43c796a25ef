package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A protocol that remembers what happened to it. */
class Recorder extends Protocol {
    final CompletableFuture<Transport> made = new CompletableFuture<>();
    final CompletableFuture<Ending> ended = new CompletableFuture<>();
    final CompletableFuture<StreamResult> returned = new CompletableFuture<>();
    final CompletableFuture<MillraceException> refused = new CompletableFuture<>();
    final AtomicInteger endings = new AtomicInteger();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @Override
    public void connectionMade() {
        made.complete(transport());
    }

    @Override
    public void dataReceived(Slice data) {
        synchronized (received) {
            received.writeBytes(data.toByteArray());
        }
    }

    @Override
    public void returned(StreamResult result) {
        returned.complete(result);
    }

    @Override
    public void refused(MillraceException why) {
        refused.complete(why);
    }

    @Override
    public void connectionLost(Ending ending) {
        endings.incrementAndGet();
        ended.complete(ending);
    }

    byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    Transport awaitMade() {
        return RunningLoop.get(made);
    }

    Ending awaitEnding() {
        return RunningLoop.get(ended);
    }
}
