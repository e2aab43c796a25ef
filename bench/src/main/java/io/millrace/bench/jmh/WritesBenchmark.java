package io.millrace.bench.jmh;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.Transport;
import io.millrace.bytes.Slice;
import io.millrace.jni.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A thousand messages of 70 bytes, written to one connection within a turn, and the turn that sends them; beside a loop of
 * C's memcpy and one send, and of the JDK's copy and one send. A peer takes them meanwhile on another processor; each has its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class WritesBenchmark {
    private static final int MESSAGES = 1000;
    private static final int MESSAGE_BYTES = 70;
    private static final int ROUNDS = 100;

    /** Whoever cannot be sent at once waits until the peer has taken it. */
    private static final long UNSENT_BYTES_MAX = 4L * MESSAGES * MESSAGE_BYTES;

    private final byte[] array = new byte[MESSAGE_BYTES];
    private final String text = "a message of seventy letters, as a server of many small messages sends";
    private final Slice slice = Slice.of(array);
    private Drain drain;

    private EventLoop loop;
    private Transport transport;
    private Runnable write;
    private int roundsLeft;

    private int socket = -1;
    private ByteBuffer message;
    private ByteBuffer buffer;

    @Setup
    public void connect() throws Exception {
        drain = new Drain();
        loop = EventLoop.open();
        HandwrittenJni.load();
        message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
        buffer = ByteBuffer.allocateDirect(MESSAGES * MESSAGE_BYTES);
    }

    @TearDown
    public void close() throws IOException {
        loop.close();
        if (socket >= 0) {
            HandwrittenJni.close(socket);
        }
        drain.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void arrays() {
        turn(() -> transport.write(array));
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void slices() {
        turn(() -> transport.write(slice));
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void texts() {
        turn(() -> transport.write(text));
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long memcpyAndSend() throws IOException {
        return sent(HandwrittenJni.writes(
                socket(), Native.addressOf(message), MESSAGE_BYTES, MESSAGES, Native.addressOf(buffer), ROUNDS));
    }

    /** What the JDK's own copy out of the heap costs: no library on it could be quicker. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long putsAndSend() throws IOException {
        long all = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < MESSAGES; i++) {
                buffer.put(i * MESSAGE_BYTES, array, 0, MESSAGE_BYTES);
            }
            all += sent(HandwrittenJni.send(socket(), Native.addressOf(buffer), MESSAGES * MESSAGE_BYTES));
        }
        return all;
    }

    private int socket() {
        if (socket < 0) {
            socket = HandwrittenJni.connect(drain.port());
        }
        return socket;
    }

    private static long sent(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IOException("the connection is lost");
        }
        return bytes;
    }

    /** Each round is a turn: it sends what the one before has written. */
    private void turn(Runnable writing) {
        if (transport == null) {
            transport = connected();
        }
        write = writing;
        roundsLeft = ROUNDS;
        loop.execute(this::round);
        loop.run();
    }

    private void round() {
        if (transport.unsentBytes() < UNSENT_BYTES_MAX) {
            for (int i = 0; i < MESSAGES; i++) {
                write.run();
            }
            roundsLeft--;
        }
        if (roundsLeft == 0) {
            loop.stop();
        } else {
            loop.later(Duration.ZERO, this::round);
        }
    }

    private Transport connected() {
        CompletableFuture<Protocol> made =
                Endpoint.tcp("127.0.0.1", drain.port()).connect(loop, peer -> new Protocol() {});
        made.whenComplete((protocol, failed) -> loop.stop());
        loop.run();
        return made.join().transport();
    }
}
