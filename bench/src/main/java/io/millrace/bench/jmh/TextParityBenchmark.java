package io.millrace.bench.jmh;

import io.millrace.bytes.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
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

/** Taking bytes out, as a piece, a copy or a string, and whether they are text: see {@link Parity}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TextParityBenchmark {
    @Benchmark
    public Slice sliceByMillrace(ParityLetters of) {
        return of.slice.slice(0, of.length);
    }

    @Benchmark
    public ByteBuf sliceByNetty(ParityLetters of) {
        return of.buf.slice(0, of.length);
    }

    @Benchmark
    public ByteBuffer sliceByJdk(ParityLetters of) {
        return of.buffer.slice(0, of.length);
    }

    @Benchmark
    public byte[] copyToByMillrace(ParityLetters of) {
        of.slice.copyTo(of.target, 0);
        return of.target;
    }

    @Benchmark
    public byte[] copyToByNetty(ParityLetters of) {
        of.buf.getBytes(0, of.target);
        return of.target;
    }

    @Benchmark
    public byte[] copyToByJdk(ParityLetters of) {
        of.buffer.get(0, of.target);
        return of.target;
    }

    @Benchmark
    public String toAsciiByMillrace(ParityLetters of) {
        return of.slice.toString(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public String toAsciiByNetty(ParityLetters of) {
        return of.buf.toString(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public String toAsciiByJdk(ParityLetters of) {
        return new String(of.array(of.buffer, of.bytes), StandardCharsets.US_ASCII);
    }

    @Benchmark
    public String toUtf8ByMillrace(ParityLetters of) {
        return of.slice.toString(StandardCharsets.UTF_8);
    }

    @Benchmark
    public String toUtf8ByNetty(ParityLetters of) {
        return of.buf.toString(StandardCharsets.UTF_8);
    }

    @Benchmark
    public String toUtf8ByJdk(ParityLetters of) {
        return new String(of.array(of.buffer, of.bytes), StandardCharsets.UTF_8);
    }

    @Benchmark
    public String toLatinByMillrace(ParityLetters of) {
        return of.slice.toString(StandardCharsets.ISO_8859_1);
    }

    @Benchmark
    public String toLatinByNetty(ParityLetters of) {
        return of.buf.toString(StandardCharsets.ISO_8859_1);
    }

    @Benchmark
    public String toLatinByJdk(ParityLetters of) {
        return new String(of.array(of.buffer, of.bytes), StandardCharsets.ISO_8859_1);
    }

    @Benchmark
    public boolean isUtf8ByMillrace(ParityLetters of) {
        return of.slice.isUtf8();
    }

    @Benchmark
    public boolean isUtf8ByNetty(ParityLetters of) {
        return ByteBufUtil.isText(of.buf, StandardCharsets.UTF_8);
    }

    @Benchmark
    public boolean isUtf8ByJdk(ParityLetters of, Decoder decoder) {
        return !decoder.utf8
                .reset()
                .decode(of.buffer.rewind(), decoder.letters.clear(), true)
                .isError();
    }

    /** What the JDK checks with: it decodes. */
    @State(Scope.Thread)
    public static class Decoder {
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        private CharBuffer letters;

        @Setup
        public void makeRoom(ParityLetters of) {
            letters = CharBuffer.allocate(of.length);
        }
    }
}
