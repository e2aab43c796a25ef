package io.millrace.bench.jmh;

import io.millrace.bytes.Mark;
import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
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
 * From which length on the native kernels are faster than their Java twins: the same question to the same bytes in the heap,
 * where the twins answer, and outside it, where the kernels do from the threshold on. Nothing is found, so that all is read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class KernelBenchmark {
    private static final Mark ANY = Mark.anyOf(",;");

    @Param({"16", "32", "64", "128", "256", "4096"})
    public int length;

    @Param({"HEAP", "OFF_HEAP"})
    public String memory;

    private Slice slice;
    private Slice column;
    private OffsetTable ends;
    private OffsetTable places;
    private NumberTable numbers;

    @Setup
    public void fill() {
        byte[] bytes = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
        slice = memory.equals("HEAP") ? Slice.of(bytes) : Slice.offHeap(bytes);
        byte[] rows = "1234567,".repeat(length / 8).getBytes(StandardCharsets.US_ASCII);
        column = memory.equals("HEAP") ? Slice.of(rows) : Slice.offHeap(rows);
        ends = new OffsetTable(length);
        places = new OffsetTable(length);
        numbers = new NumberTable(length);
        column.split((byte) ',', ends);
    }

    @Benchmark
    public int find() {
        return slice.find((byte) ',');
    }

    @Benchmark
    public int findLast() {
        return slice.findLast((byte) ',');
    }

    @Benchmark
    public int findAny() {
        return slice.find(ANY);
    }

    @Benchmark
    public int findSequence() {
        return slice.find(Mark.CRLF);
    }

    @Benchmark
    public int count() {
        return slice.count((byte) ',');
    }

    @Benchmark
    public boolean isUtf8() {
        return slice.isUtf8();
    }

    /** Nothing to find either. */
    @Benchmark
    public int split() {
        return slice.split((byte) ',', places);
    }

    /** Rows of eight bytes. */
    @Benchmark
    public int parseLongs() {
        return column.parseLongs(ends, numbers);
    }

    @Benchmark
    public int hash() {
        return slice.hashCode();
    }
}
