package io.millrace.bench.compare.server.netty;

import io.millrace.bench.compare.server.SumInPlace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;

/** Adds up lines from the received bytes, moved into an array at once: a {@link ByteBuf} would check each access. */
final class SumInPlaceHandler extends FlushingHandler {
    private final SumInPlace sum;
    private byte[] bytes = new byte[64 << 10];

    SumInPlaceHandler(SumInPlace sum) {
        this.sum = sum;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        int count = in.readableBytes();
        if (count > bytes.length) {
            bytes = new byte[count];
        }
        in.readBytes(bytes, 0, count);
        in.release();
        sum.take(
                bytes,
                0,
                count,
                answer -> context.write(ByteBufUtil.writeAscii(context.alloc(), answer), context.voidPromise()));
    }
}
