package io.millrace.bench.compare.server.nio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.bench.compare.server.Message;
import io.millrace.bench.compare.server.Question;
import io.millrace.bench.compare.server.Service;
import io.millrace.bench.compare.server.Stopwatches;
import io.millrace.bench.compare.server.SumInPlace;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The session of each service. */
final class Sessions {
    private static final Runnable NOTHING = () -> {};

    private final byte[] message = Message.bytes();
    private Stopwatches<ScheduledFuture<?>> stopwatches;

    /** What a service needs before the first connection. A selector has no timers: the JDK's others are in its executors. */
    void prepare(Service service) {
        if (service == Service.TIMERS) {
            ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
            timers.setRemoveOnCancelPolicy(true);
            stopwatches = new Stopwatches<>(
                    delay -> timers.schedule(NOTHING, delay.toNanos(), TimeUnit.NANOSECONDS),
                    timer -> timer.cancel(false));
            stopwatches.fill();
        }
    }

    Session open(Service service) {
        return switch (service) {
            case ECHO -> (in, out) -> in;
            case LINE -> Sessions::lines;
            case NETSTRING -> Netstrings::echo;
            case STATSD, STATSD_IN_PLACE, INFLUX, INFLUX_IN_PLACE -> sums(service);
            case TIMERS ->
                questions((count, out) -> {
                    stopwatches.setAndCancel(count);
                    out.put((count + "\n").getBytes(US_ASCII));
                });
            case WRITES ->
                questions((count, out) -> {
                    for (int i = 0; i < count; i++) {
                        out.put(message);
                    }
                });
        };
    }

    private static ByteBuffer lines(ByteBuffer in, ByteBuffer out) {
        int start = in.position();
        for (int at = start; at < in.limit(); at++) {
            if (in.get(at) == '\n') {
                out.put(out.position(), in, start, at + 1 - start).position(out.position() + at + 1 - start);
                start = at + 1;
            }
        }
        in.position(start);
        if (in.remaining() > Service.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("a line is too long");
        }
        return out.flip();
    }

    private static Session sums(Service service) {
        SumInPlace sum = SumInPlace.of(service);
        byte[] bytes = new byte[64 << 10]; // parsing an array costs less than parsing a direct buffer
        return (in, out) -> {
            int count = in.remaining();
            in.get(bytes, 0, count);
            sum.take(bytes, 0, count, answer -> out.put(answer.getBytes(US_ASCII)));
            return out.flip();
        };
    }

    private static Session questions(BiConsumer<Integer, ByteBuffer> answers) {
        Question question = new Question();
        return (in, out) -> {
            while (in.hasRemaining()) {
                int asked = question.read(in.get());
                if (asked != Question.UNFINISHED) {
                    answers.accept(asked, out);
                }
            }
            return out.flip();
        };
    }
}
