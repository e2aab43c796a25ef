package io.millrace.bench.jmh;

import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Comparing with the same bytes elsewhere, so that all are looked at, and hashing them: see {@link Parity}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CompareParityBenchmark {
    @Benchmark
    public boolean startsWithByMillrace(ParityLetters of) {
        return of.slice.startsWith(of.other);
    }

    @Benchmark
    public boolean startsWithByNetty(ParityLetters of) {
        return ByteBufUtil.equals(of.buf, 0, of.otherBuf, 0, of.length);
    }

    @Benchmark
    public boolean startsWithByJdk(ParityLetters of) {
        return of.inHeap
                ? Arrays.equals(of.bytes, 0, of.length, of.others, 0, of.length)
                : of.buffer.slice(0, of.length).equals(of.otherBuffer);
    }

    @Benchmark
    public boolean equalsByMillrace(ParityLetters of) {
        return of.slice.equals(of.other);
    }

    @Benchmark
    public boolean equalsByNetty(ParityLetters of) {
        return of.buf.equals(of.otherBuf);
    }

    @Benchmark
    public boolean equalsByJdk(ParityLetters of) {
        return of.inHeap ? Arrays.equals(of.bytes, of.others) : of.buffer.equals(of.otherBuffer);
    }

    @Benchmark
    public int compareToByMillrace(ParityLetters of) {
        return of.slice.compareTo(of.other);
    }

    @Benchmark
    public int compareToByNetty(ParityLetters of) {
        return of.buf.compareTo(of.otherBuf);
    }

    @Benchmark
    public int compareToByJdk(ParityLetters of) {
        return of.inHeap ? Arrays.compareUnsigned(of.bytes, of.others) : of.buffer.compareTo(of.otherBuffer);
    }

    @Benchmark
    public boolean equalsIgnoreCaseByMillrace(ParityLetters of) {
        return of.slice.equalsIgnoreCase(of.other);
    }

    @Benchmark
    public boolean equalsIgnoreCaseByNetty(ParityLetters of) {
        return of.ascii(of.buffer, of.bytes).contentEqualsIgnoreCase(of.ascii(of.otherBuffer, of.others));
    }

    @Benchmark
    public boolean equalsIgnoreCaseByString(ParityLetters of) {
        return of.string().equalsIgnoreCase(of.otherText);
    }

    @Benchmark
    public int hashCodeByMillrace(ParityLetters of) {
        return of.slice.hashCode();
    }

    @Benchmark
    public int hashCodeByNetty(ParityLetters of) {
        return of.buf.hashCode();
    }

    @Benchmark
    public int hashCodeByAscii(ParityLetters of) {
        return of.ascii(of.buffer, of.bytes).hashCode();
    }

    @Benchmark
    public int hashCodeByJdk(ParityLetters of) {
        return of.inHeap ? Arrays.hashCode(of.bytes) : of.buffer.hashCode();
    }
}
