package io.millrace.bench.compare.server.netty;

import io.netty.channel.ChannelHandlerContext;

/** Sends back what it is given: bytes, lines or netstrings. */
final class EchoHandler extends FlushingHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.write(message, context.voidPromise());
    }
}
