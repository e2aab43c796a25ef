package io.millrace.bench.compare.server.vertx;

import io.millrace.bench.compare.server.Peer;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.report.Environment;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.TimeUnit;

/** One verticle on one event loop, on the native transport where that loads. */
public final class VertxPeer implements Peer {
    private static final int START_SECONDS = 20;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

    /** Of its artifacts only the logging, which has the same version, says which that is. */
    @Override
    public String version() {
        return "Vert.x " + Environment.version("io.vertx", "vertx-core-logging") + " on Netty "
                + Environment.version("io.netty", "netty-transport") + ", one event loop, native transport "
                + (vertx.isNativeTransportEnabled() ? "in use" : "not in use")
                + ", no thread checks, no context timings, no leak detector";
    }

    @Override
    public int serve(Service service) throws Exception {
        Server server = new Server(service);
        vertx.deployVerticle(server).toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        return server.port;
    }

    private static final class Server extends AbstractVerticle {
        private final Service service;
        private volatile int port;

        Server(Service service) {
            this.service = service;
        }

        @Override
        public void start(Promise<Void> started) {
            NetServerOptions options = new NetServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setTcpNoDelay(true)
                    .setAcceptBacklog(BACKLOG);
            SocketHandlers handlers = new SocketHandlers(vertx, service);
            vertx.createNetServer(options)
                    .connectHandler(handlers::serve)
                    .listen()
                    .onSuccess(server -> port = server.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
