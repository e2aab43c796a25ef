package io.millrace.bench.compare.server.netty;

import io.millrace.bench.compare.server.Service;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Takes {@code LENGTH:BYTES,} apart. Netty has no decoder for netstrings: this is what its users write. */
final class NetstringDecoder extends ByteToMessageDecoder {
    private static final int NO_LENGTH = -1;

    private int length = NO_LENGTH;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (length == NO_LENGTH) {
            length = readLength(in);
        }
        if (length != NO_LENGTH && in.readableBytes() > length) {
            out.add(in.readRetainedSlice(length));
            if (in.readByte() != ',') {
                throw new CorruptedFrameException("a netstring does not end in a comma");
            }
            length = NO_LENGTH;
        }
    }

    /** What stands before the colon; while that has not come, nothing is taken. */
    private static int readLength(ByteBuf in) {
        int colon = in.bytesBefore((byte) ':');
        int read = 0;
        for (int i = 0; i < colon; i++) {
            byte digit = in.readByte();
            if (digit < '0' || digit > '9') {
                throw new CorruptedFrameException("a length is a number");
            }
            read = read * 10 + (digit - '0');
            if (read > Service.FRAME_BYTES_MAX) {
                throw new TooLongFrameException("a netstring is too long");
            }
        }
        if (colon < 0) {
            return NO_LENGTH;
        }
        in.skipBytes(1);
        return read;
    }
}
