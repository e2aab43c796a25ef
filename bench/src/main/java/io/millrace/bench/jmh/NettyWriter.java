package io.millrace.bench.jmh;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A Netty channel on its NIO transport, connected to the slow reader, and a block in a direct buffer. */
@State(Scope.Thread)
public class NettyWriter extends SlowReaderBenchmark.Writer {
    private final CountingAllocator allocator = new CountingAllocator();
    private EventLoopGroup group;
    private Channel channel;
    private ByteBuf block;

    void write() throws InterruptedException {
        channel.writeAndFlush(block.retainedDuplicate());
        reader.await(blockBytes);
    }

    @Override
    void connect() throws Exception {
        block = Unpooled.directBuffer(blockBytes).writeZero(blockBytes);
        group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(reader.address())
                .sync()
                .channel();
    }

    @Override
    void close() throws Exception {
        channel.close().sync();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        block.release();
    }

    @Override
    long copiedBytes() {
        return allocator.bytes();
    }

    @Override
    long threadId() throws Exception {
        return channel.eventLoop().submit(() -> Thread.currentThread().getId()).get();
    }
}
