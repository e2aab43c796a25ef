package io.millrace.bench.compare.server.netty;

import io.millrace.bench.compare.server.Peer;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Stopwatches;
import io.millrace.bench.report.Environment;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One event loop, which accepts as well. Buffers come from the allocator that Netty takes by itself, the adaptive one: with
 * the pooled one of old, the writes workload took 1.6 times as long.
 */
public final class NettyPeer implements Peer {
    private static final Runnable NOTHING = () -> {};

    private final Transport transport;

    public NettyPeer(Transport transport) {
        this.transport = transport;
    }

    @Override
    public String version() {
        return "Netty " + Environment.version("io.netty", "netty-transport")
                + ", one event loop, its own choice of pooled direct buffers, flush on readComplete, void promises, no leak detector";
    }

    @Override
    public int serve(Service service) throws Exception {
        if (transport.missing() != null) {
            throw new UnsupportedOperationException(reason(transport.missing()));
        }
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport.handlers());
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(handlers(service, loops.next()))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The innermost: the outer ones only say that a class could not be initialised. */
    private static String reason(Throwable outer) {
        Throwable cause = outer;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static ChannelInitializer<SocketChannel> handlers(Service service, EventLoop loop) throws Exception {
        Pipelines pipelines = new Pipelines(service == Service.TIMERS ? stopwatches(loop) : null);
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                pipelines.fill(channel.pipeline(), service);
            }
        };
    }

    private static Stopwatches<ScheduledFuture<?>> stopwatches(EventLoop loop) throws Exception {
        Stopwatches<ScheduledFuture<?>> stopwatches = new Stopwatches<>(
                delay -> loop.schedule(NOTHING, delay.toNanos(), TimeUnit.NANOSECONDS), timer -> timer.cancel(false));
        loop.submit(stopwatches::fill).sync();
        return stopwatches;
    }
}
