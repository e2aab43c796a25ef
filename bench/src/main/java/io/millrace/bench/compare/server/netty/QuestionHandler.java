package io.millrace.bench.compare.server.netty;

import io.millrace.bench.compare.server.Question;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.ObjIntConsumer;

/** Reads questions and has each answered. */
final class QuestionHandler extends FlushingHandler {
    private final Question question = new Question();
    private final ObjIntConsumer<ChannelHandlerContext> answers;

    QuestionHandler(ObjIntConsumer<ChannelHandlerContext> answers) {
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        while (in.isReadable()) {
            int asked = question.read(in.readByte());
            if (asked != Question.UNFINISHED) {
                answers.accept(context, asked);
            }
        }
        in.release();
    }
}
