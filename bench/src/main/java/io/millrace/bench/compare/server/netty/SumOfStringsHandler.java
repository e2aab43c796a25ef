package io.millrace.bench.compare.server.netty;

import io.millrace.bench.compare.server.SumOfStrings;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;

/** Adds up lines that a {@link io.netty.handler.codec.string.StringDecoder} has made strings of. */
final class SumOfStringsHandler extends FlushingHandler {
    private final SumOfStrings sum;

    SumOfStringsHandler(SumOfStrings sum) {
        this.sum = sum;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object line) {
        String answer = sum.take((String) line);
        if (answer != null) {
            context.write(ByteBufUtil.writeAscii(context.alloc(), answer), context.voidPromise());
        }
    }
}
