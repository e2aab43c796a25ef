package io.millrace.bench;

import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.Listener;
import io.millrace.LoopGroup;
import io.millrace.ProtocolFactory;

/** One protocol on some control loops: the whole of the small servers. */
final class LoopServer implements AutoCloseable {
    private final LoopGroup group;
    private final Listener listener;

    LoopServer(Engine engine, String host, int port, int loops, ProtocolFactory factory) {
        group = LoopGroup.open(engine, loops);
        try {
            listener = Endpoint.tcp(host, port).listen(group, factory);
            group.start();
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        group.close();
    }
}
