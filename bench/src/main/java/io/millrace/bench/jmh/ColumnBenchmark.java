package io.millrace.bench.jmh;

import io.millrace.bytes.NumberTable;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A column of 1000 decimal numbers of 1 to 8 digits, every length as often, a tenth of them below zero: nanoseconds for each
 * number. The bytes are there, and where the rows end; the sum of the numbers is what comes out, and is checked.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@OperationsPerInvocation(ColumnBenchmark.ROWS)
public class ColumnBenchmark {
    static final int ROWS = 1000;

    private static final int DIGITS_MAX = 8;

    private String text;
    private byte[] bytes;
    private int[] endOf;
    private Slice offHeap;
    private Slice inHeap;
    private OffsetTable ends;
    private NumberTable numbers;

    @Setup
    public void fill() {
        Random random = new Random(1);
        StringBuilder column = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            int least = (int) Math.pow(10, random.nextInt(DIGITS_MAX));
            int number = least + random.nextInt(9 * least);
            column.append(random.nextInt(10) == 0 && number < 10_000_000 ? -number : number)
                    .append('\n');
        }
        text = column.toString();
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        offHeap = Slice.offHeap(bytes);
        inHeap = Slice.of(bytes);
        ends = new OffsetTable(ROWS);
        numbers = new NumberTable(ROWS);
        offHeap.split((byte) '\n', ends);
        endOf = IntStream.range(0, ROWS).map(ends::at).toArray();
        long sum = parseLongOfStrings();
        if (tableAndSplit() != sum || tableInHeap() != sum || slices() != sum || parseLongInPlace() != sum) {
            throw new IllegalStateException("the sums disagree");
        }
    }

    /** In one call, the crossing included. */
    @Benchmark
    public int table() {
        return offHeap.parseLongs(ends, numbers);
    }

    /** With the split that finds the ends before, and reading each number from the table. */
    @Benchmark
    public long tableAndSplit() {
        offHeap.split((byte) '\n', ends);
        return offHeap.parseLongs(ends, numbers) == 0 ? sumOfTable() : -1;
    }

    /** By the Java twin. */
    @Benchmark
    public long tableInHeap() {
        inHeap.split((byte) '\n', ends);
        return inHeap.parseLongs(ends, numbers) == 0 ? sumOfTable() : -1;
    }

    private long sumOfTable() {
        long sum = 0;
        for (int i = 0; i < ROWS; i++) {
            sum += numbers.at(i);
        }
        return sum;
    }

    /** One by one, as slices. */
    @Benchmark
    public long slices() {
        long sum = 0;
        int start = 0;
        for (int i = 0; i < ROWS; i++) {
            int end = ends.at(i);
            sum += offHeap.slice(start, end).parseLong();
            start = end + 1;
        }
        return sum;
    }

    /** The JDK's way: a string for each, then {@code Long.parseLong}. */
    @Benchmark
    public long parseLongOfStrings() {
        long sum = 0;
        int start = 0;
        for (int end : endOf) {
            sum += Long.parseLong(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
            start = end + 1;
        }
        return sum;
    }

    /** Its way without the strings, where there is one of the whole already. */
    @Benchmark
    public long parseLongInPlace() {
        long sum = 0;
        int start = 0;
        for (int end : endOf) {
            sum += Long.parseLong(text, start, end, 10);
            start = end + 1;
        }
        return sum;
    }
}
