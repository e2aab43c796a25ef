package io.millrace.bench.jmh;

import io.millrace.bytes.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

/** Taking a piece out of the middle of a block of 2 MiB: what copies depends on the piece's length, what refers does not. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class PieceBenchmark {
    private static final int BLOCK_BYTES = 2 << 20;
    private static final int FROM = 4096;

    @Param({"16", "64", "256", "1024", "4096", "16384", "65536", "262144", "1048576"})
    public int length;

    private String text;
    private byte[] bytes;
    private ByteBuf buf;
    private Slice slice;

    @Setup
    public void make() {
        text = "b".repeat(BLOCK_BYTES);
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        buf = Unpooled.directBuffer(BLOCK_BYTES).writeBytes(bytes);
        slice = Slice.offHeap(bytes);
    }

    @Benchmark
    public String substring() {
        return text.substring(FROM, FROM + length);
    }

    @Benchmark
    public byte[] copyOfRange() {
        return Arrays.copyOfRange(bytes, FROM, FROM + length);
    }

    @Benchmark
    public ByteBuf nettySlice() {
        return buf.slice(FROM, length);
    }

    @Benchmark
    public Slice millraceSlice() {
        return slice.slice(FROM, FROM + length);
    }
}
