package io.millrace.bench.compare.server.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Puts {@code LENGTH:} before bytes and a comma behind them. */
final class NetstringEncoder extends MessageToByteEncoder<ByteBuf> {
    private static final int AROUND_BYTES_MAX = 12;

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, ByteBuf message, boolean prefersDirect) {
        return context.alloc().directBuffer(message.readableBytes() + AROUND_BYTES_MAX);
    }

    @Override
    protected void encode(ChannelHandlerContext context, ByteBuf message, ByteBuf out) {
        ByteBufUtil.writeAscii(out, Integer.toString(message.readableBytes()));
        out.writeByte(':').writeBytes(message).writeByte(',');
    }
}
