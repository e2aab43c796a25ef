package io.millrace.bench.jmh;

import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import io.millrace.jni.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 * The offsets of all separators: Millrace's call, the crossing included, beside {@code String.split}, plain Java and a loop of
 * C's memchr. Millrace reads bytes as they come from a socket, outside the heap; Java those of an array, and a string that was
 * there already. 500/70 is the talk's own example: 500 bytes with a separator at every 70th.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SplitBenchmark {
    private static final byte SEPARATOR = ',';

    @Param({"500/70", "4096/70", "65536/8"})
    public String shape;

    private byte[] bytes;
    private int[] out;
    private String text;
    private Slice slice;
    private OffsetTable offsets;
    private ByteBuffer forMemchr;
    private ByteBuffer outOfMemchr;
    private long addressForMemchr;
    private long outAddressOfMemchr;

    @Setup
    public void fill() throws IOException {
        int slash = shape.indexOf('/');
        int length = Integer.parseInt(shape, 0, slash, 10);
        int every = Integer.parseInt(shape, slash + 1, shape.length(), 10);
        StringBuilder filled = new StringBuilder();
        for (int i = 1; i <= length; i++) {
            filled.append(i % every == 0 ? (char) SEPARATOR : (char) ('a' + i % 26));
        }
        text = filled.toString();
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out = new int[length + 1];
        slice = Slice.offHeap(bytes);
        offsets = new OffsetTable(length);
        HandwrittenJni.load();
        forMemchr = ByteBuffer.allocateDirect(length).put(bytes);
        outOfMemchr = ByteBuffer.allocateDirect(length * Integer.BYTES);
        addressForMemchr = Native.addressOf(forMemchr);
        outAddressOfMemchr = Native.addressOf(outOfMemchr);
        int found = length / every;
        if (offsets() != found
                || javaBytes() != found
                || javaWithoutBranches() != found
                || javaWords() != found
                || javaFourWords() != found
                || memchrLoop() != found) {
            throw new IllegalStateException("the ways to split " + shape + " disagree");
        }
    }

    /** Into a table that is used again. */
    @Benchmark
    public int offsets() {
        return slice.split(SEPARATOR, offsets);
    }

    /** The pieces, as slices that refer to the same bytes. */
    @Benchmark
    public int slices() {
        int lengths = 0;
        for (Slice piece : slice.split(SEPARATOR)) {
            lengths += piece.length();
        }
        return lengths;
    }

    /** The pieces, as strings. */
    @Benchmark
    public String[] stringSplit() {
        return text.split(",");
    }

    /** What a protocol would do with bytes that have just come. */
    @Benchmark
    public String[] stringSplitFromBytes() {
        return new String(bytes, StandardCharsets.ISO_8859_1).split(",");
    }

    @Benchmark
    public int javaBytes() {
        return JavaSplit.byBytes(bytes, SEPARATOR, out);
    }

    @Benchmark
    public int javaWithoutBranches() {
        return JavaSplit.withoutBranches(bytes, SEPARATOR, out);
    }

    @Benchmark
    public int javaWords() {
        return JavaSplit.byWords(bytes, SEPARATOR, out);
    }

    @Benchmark
    public int javaFourWords() {
        return JavaSplit.byFourWords(bytes, SEPARATOR, out);
    }

    /** In C, by a hand-written crossing. */
    @Benchmark
    public int memchrLoop() {
        return HandwrittenJni.memchr(addressForMemchr, bytes.length, SEPARATOR, outAddressOfMemchr, bytes.length);
    }
}
