package io.millrace.bench.compare.server.vertx;

import io.millrace.bench.compare.server.Message;
import io.millrace.bench.compare.server.Question;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Stopwatches;
import io.millrace.bench.compare.server.SumOfStrings;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** What each service does with a connection. */
final class SocketHandlers {
    private final Vertx vertx;
    private final Service service;
    private final Stopwatches<Long> stopwatches;
    private final Buffer message = Buffer.buffer(Message.bytes());

    SocketHandlers(Vertx vertx, Service service) {
        this.vertx = vertx;
        this.service = service;
        stopwatches = new Stopwatches<>(delay -> vertx.setTimer(delay.toMillis(), id -> {}), vertx::cancelTimer);
        if (service == Service.TIMERS) {
            stopwatches.fill();
        }
    }

    void serve(NetSocket socket) {
        socket.handler(
                switch (service) {
                    case ECHO -> bytes -> send(socket, bytes);
                    case LINE -> lines(line -> send(socket, line.appendByte((byte) '\n')));
                    case NETSTRING -> new NetstringParser(bytes -> send(socket, netstring(bytes))).parser();
                    case STATSD, STATSD_IN_PLACE, INFLUX, INFLUX_IN_PLACE -> sums(socket);
                    case TIMERS ->
                        questions(count -> {
                            stopwatches.setAndCancel(count);
                            socket.write(count + "\n");
                        });
                    case WRITES ->
                        questions(count -> {
                            for (int i = 0; i < count; i++) {
                                socket.write(message);
                            }
                        });
                });
    }

    /** As the manual has it: nothing more is read until what was written has gone. */
    private static void send(NetSocket socket, Buffer bytes) {
        socket.write(bytes);
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }

    private static RecordParser lines(Handler<Buffer> each) {
        return RecordParser.newDelimited("\n", each).maxRecordSize(Service.FRAME_BYTES_MAX);
    }

    private static Buffer netstring(Buffer bytes) {
        return Buffer.buffer(bytes.length() + 8)
                .appendString(Integer.toString(bytes.length()))
                .appendByte((byte) ':')
                .appendBuffer(bytes)
                .appendByte((byte) ',');
    }

    private Handler<Buffer> sums(NetSocket socket) {
        SumOfStrings sum = SumOfStrings.of(service);
        return lines(line -> {
            String answer = sum.take(line.toString(StandardCharsets.US_ASCII));
            if (answer != null) {
                socket.write(answer);
            }
        });
    }

    private static Handler<Buffer> questions(IntConsumer answers) {
        Question question = new Question();
        return bytes -> {
            for (int i = 0; i < bytes.length(); i++) {
                int asked = question.read(bytes.getByte(i));
                if (asked != Question.UNFINISHED) {
                    answers.accept(asked);
                }
            }
        };
    }
}
