package io.millrace.async;

import io.millrace.Ending;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import java.util.function.Consumer;

/** Turns the callbacks of a connection into what its futures wait for. */
final class AsyncProtocol extends Protocol {
    private final Consumer<AsyncConnection> handler;
    private AsyncConnection connection; // from connectionMade on

    AsyncProtocol(Consumer<AsyncConnection> handler) {
        this.handler = handler;
    }

    AsyncConnection connection() {
        return connection;
    }

    @Override
    public void connectionMade() {
        transport().halfClose(true);
        connection = new AsyncConnection(transport());
        handler.accept(connection);
    }

    @Override
    public void dataReceived(Slice data) {
        connection.received(data);
    }

    @Override
    public void peerFinished() {
        connection.peerFinished();
    }

    @Override
    public void drained() {
        connection.drained();
    }

    @Override
    public void connectionLost(Ending ending) {
        connection.lost(ending);
    }
}
