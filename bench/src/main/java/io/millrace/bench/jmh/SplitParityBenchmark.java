package io.millrace.bench.jmh;

import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import io.netty.buffer.ByteBuf;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** Splitting at every 16th byte, into offsets and into pieces: see {@link Parity}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SplitParityBenchmark {
    private static final byte COMMA = ',';
    private static final int EVERY = 16;

    /** Those with the separators. */
    public static class Pieces extends ParityBytes {
        @Param({"1", "4", "8", "16", "32", "64", "128", "500", "4096", "65536"})
        public int size;

        private OffsetTable table;
        private int[] offsets;

        @Setup
        public void fill() {
            fill(("a".repeat(EVERY - 1) + ',').repeat(size / EVERY + 1).substring(0, size));
            table = new OffsetTable(size);
            offsets = new int[size];
        }
    }

    @Benchmark
    public int offsetsByMillrace(Pieces of) {
        return of.slice.split(COMMA, of.table);
    }

    @Benchmark
    public int offsetsByNetty(Pieces of) {
        int found = 0;
        for (int at = of.buf.indexOf(0, of.length, COMMA); at >= 0; at = of.buf.indexOf(at + 1, of.length, COMMA)) {
            of.offsets[found++] = at;
        }
        return found;
    }

    @Benchmark
    public int offsetsByJdk(Pieces of) {
        int found = 0;
        for (int i = 0; i < of.length; i++) {
            if (of.buffer.get(i) == COMMA) {
                of.offsets[found++] = i;
            }
        }
        return found;
    }

    @Benchmark
    public int offsetsByString(Pieces of) {
        String text = of.string();
        int found = 0;
        for (int at = text.indexOf(COMMA); at >= 0; at = text.indexOf(COMMA, at + 1)) {
            of.offsets[found++] = at;
        }
        return found;
    }

    @Benchmark
    public int piecesByMillrace(Pieces of) {
        int lengths = 0;
        for (Slice piece : of.slice.split(COMMA)) {
            lengths += piece.length();
        }
        return lengths;
    }

    @Benchmark
    public int piecesByNetty(Pieces of) {
        int lengths = 0;
        int from = 0;
        for (int at = of.buf.indexOf(0, of.length, COMMA); at >= 0; at = of.buf.indexOf(from, of.length, COMMA)) {
            ByteBuf piece = of.buf.slice(from, at - from);
            lengths += piece.readableBytes();
            from = at + 1;
        }
        return lengths + of.buf.slice(from, of.length - from).readableBytes();
    }

    @Benchmark
    public int piecesByString(Pieces of) {
        int lengths = 0;
        for (String piece : of.string().split(",")) {
            lengths += piece.length();
        }
        return lengths;
    }

    @Benchmark
    public int piecesByTokenizer(Pieces of) {
        int lengths = 0;
        for (StringTokenizer pieces = new StringTokenizer(of.string(), ","); pieces.hasMoreTokens(); ) {
            lengths += pieces.nextToken().length();
        }
        return lengths;
    }
}
