package io.millrace.bench.jmh;

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

/** One decimal number of so many digits: see {@link Parity}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class NumberParityBenchmark {
    private static final String DIGITS = "123456789012345678";
    private static final int RADIX = 10;

    /** Digits that fit an int. */
    public static class Ints extends ParityBytes {
        @Param({"1", "2", "4", "8", "9"})
        public int size;

        @Setup
        public void fill() {
            fill(DIGITS.substring(0, size));
        }
    }

    /** Digits that fit a long. */
    public static class Longs extends ParityBytes {
        @Param({"1", "4", "8", "12", "16", "18"})
        public int size;

        @Setup
        public void fill() {
            fill(DIGITS.substring(0, size));
        }
    }

    @Benchmark
    public int parseIntByMillrace(Ints of) {
        return of.slice.parseInt();
    }

    @Benchmark
    public int parseIntByAscii(Ints of) {
        return of.ascii(of.buffer, of.bytes).parseInt();
    }

    @Benchmark
    public int parseIntByString(Ints of) {
        return Integer.parseInt(of.string());
    }

    @Benchmark
    public int parseIntByLetters(Ints of) {
        return Integer.parseInt(of.string(), 0, of.length, RADIX);
    }

    @Benchmark
    public long parseLongByMillrace(Longs of) {
        return of.slice.parseLong();
    }

    @Benchmark
    public long parseLongByAscii(Longs of) {
        return of.ascii(of.buffer, of.bytes).parseLong();
    }

    @Benchmark
    public long parseLongByString(Longs of) {
        return Long.parseLong(of.string());
    }

    @Benchmark
    public long parseLongByLetters(Longs of) {
        return Long.parseLong(of.string(), 0, of.length, RADIX);
    }
}
