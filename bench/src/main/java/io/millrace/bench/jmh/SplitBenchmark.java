package io.millrace.bench.jmh;

import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The talk's own example: 500 bytes with a separator at every 70th. Millrace on bytes as they come from a socket, outside
 * the heap, beside {@code String.split} on a string that is there already, and on one that must first be made of bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SplitBenchmark {
    private static final int BYTES = 500;
    private static final int EVERY = 70;
    private static final char SEPARATOR = ',';

    private byte[] bytes;
    private String text;
    private Slice slice;
    private OffsetTable offsets;

    @Setup
    public void fill() {
        StringBuilder filled = new StringBuilder();
        for (int i = 1; i <= BYTES; i++) {
            filled.append(i % EVERY == 0 ? SEPARATOR : (char) ('a' + i % 26));
        }
        text = filled.toString();
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        slice = Slice.offHeap(bytes);
        offsets = new OffsetTable(BYTES);
        if (slice.split((byte) SEPARATOR).toList().size() != text.split(",").length) {
            throw new IllegalStateException("the two splits disagree");
        }
    }

    /** Where the separators are, into a table that is used again. */
    @Benchmark
    public int offsets() {
        return slice.split((byte) SEPARATOR, offsets);
    }

    /** The pieces, as slices that refer to the same bytes. */
    @Benchmark
    public List<Slice> slices() {
        return slice.split((byte) SEPARATOR).toList();
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
}
