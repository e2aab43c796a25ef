package io.millrace.bench;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.ProtocolFactory;

/** One protocol on one control loop: the whole of the small servers. */
final class LoopServer implements AutoCloseable {
    private final EventLoop loop = EventLoop.open();
    private final Listener listener;

    LoopServer(String host, int port, ProtocolFactory factory) {
        try {
            listener = Endpoint.tcp(host, port).listen(loop, factory);
            loop.start();
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    int port() {
        return listener.port();
    }

    @Override
    public void close() {
        loop.close();
    }
}
