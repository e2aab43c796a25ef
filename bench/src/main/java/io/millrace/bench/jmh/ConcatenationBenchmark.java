package io.millrace.bench.jmh;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending chunks of 64 bytes, one after another: what copies all that is there already costs the square of their number.
 * The chunks are ready made, in each contender's own type; a new concatenation begins with each call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class ConcatenationBenchmark {
    /** Of one chunk. */
    public static final int CHUNK_BYTES = 64;

    @Param({"1", "10", "100", "1000", "10000"})
    public int chunks;

    private String text;
    private byte[] bytes;
    private ByteBuf buf;
    private Slice slice;

    @Setup
    public void make() {
        text = "c".repeat(CHUNK_BYTES);
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        buf = Unpooled.directBuffer(CHUNK_BYTES).writeBytes(bytes);
        slice = Slice.offHeap(bytes);
    }

    /** Strings cannot grow: each {@code +=} copies the whole. */
    @Benchmark
    public String stringPlus() {
        String all = "";
        for (int i = 0; i < chunks; i++) {
            all += text;
        }
        return all;
    }

    /** Copies each chunk once, and all of them again when it doubles its array. */
    @Benchmark
    public ByteArrayOutputStream byteArrayOutputStream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < chunks; i++) {
            all.write(bytes, 0, bytes.length);
        }
        return all;
    }

    /** Links; without a limit to its components, past which it would copy them together. */
    @Benchmark
    public int nettyComposite() {
        CompositeByteBuf all = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        for (int i = 0; i < chunks; i++) {
            all.addComponent(true, buf.retainedDuplicate());
        }
        int length = all.readableBytes();
        all.release();
        return length;
    }

    /** Links. */
    @Benchmark
    public Buffer millraceBuffer() {
        Buffer all = new Buffer();
        for (int i = 0; i < chunks; i++) {
            all.append(slice);
        }
        return all;
    }
}
