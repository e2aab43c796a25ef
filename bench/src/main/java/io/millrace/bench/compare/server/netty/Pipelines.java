package io.millrace.bench.compare.server.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.bench.compare.server.Message;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Stopwatches;
import io.millrace.bench.compare.server.SumInPlace;
import io.millrace.bench.compare.server.SumOfStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;

/** The handlers of each service. */
final class Pipelines {
    private static final boolean STRIPS_LINE_END = true;

    private final byte[] message = Message.bytes();
    private final Stopwatches<?> stopwatches;

    /** @param stopwatches null unless timers are served */
    Pipelines(Stopwatches<?> stopwatches) {
        this.stopwatches = stopwatches;
    }

    void fill(ChannelPipeline pipeline, Service service) {
        switch (service) {
            case ECHO -> pipeline.addLast(new EchoHandler());
            case LINE -> pipeline.addLast(lines(!STRIPS_LINE_END), new EchoHandler());
            case NETSTRING -> pipeline.addLast(new NetstringDecoder(), new NetstringEncoder(), new EchoHandler());
            case STATSD, INFLUX ->
                pipeline.addLast(
                        lines(STRIPS_LINE_END),
                        new StringDecoder(US_ASCII),
                        new SumOfStringsHandler(SumOfStrings.of(service)));
            case STATSD_IN_PLACE, INFLUX_IN_PLACE -> pipeline.addLast(new SumInPlaceHandler(SumInPlace.of(service)));
            case TIMERS ->
                pipeline.addLast(new QuestionHandler((context, count) -> {
                    stopwatches.setAndCancel(count);
                    context.write(ByteBufUtil.writeAscii(context.alloc(), count + "\n"), context.voidPromise());
                }));
            case WRITES ->
                pipeline.addLast(new QuestionHandler((context, count) -> {
                    for (int i = 0; i < count; i++) {
                        ByteBuf bytes = context.alloc().directBuffer(Message.BYTES);
                        context.write(bytes.writeBytes(message), context.voidPromise());
                    }
                }));
        }
    }

    /** With their ends on, lines go back as they came: a slice of what was received, and no second write. */
    private static LineBasedFrameDecoder lines(boolean stripsLineEnd) {
        return new LineBasedFrameDecoder(Service.FRAME_BYTES_MAX, stripsLineEnd, true);
    }
}
