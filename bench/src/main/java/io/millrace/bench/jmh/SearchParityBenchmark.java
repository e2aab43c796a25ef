package io.millrace.bench.jmh;

import io.millrace.bytes.Mark;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Finding and counting, where nothing is found, so that all bytes are looked at: see {@link Parity}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 30, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SearchParityBenchmark {
    private static final byte COMMA = ',';
    private static final Mark ANY = Mark.anyOf(",;");
    private static final ByteProcessor NOT_ANY = value -> value != ',' && value != ';';
    private static final ByteBuf CRLF = Unpooled.wrappedBuffer(new byte[] {'\r', '\n'});

    @Benchmark
    public int findByMillrace(ParityLetters of) {
        return of.slice.find(COMMA);
    }

    @Benchmark
    public int findByNetty(ParityLetters of) {
        return of.buf.indexOf(0, of.length, COMMA);
    }

    @Benchmark
    public int findByJdk(ParityLetters of) {
        for (int i = 0; i < of.length; i++) {
            if (of.buffer.get(i) == COMMA) {
                return i;
            }
        }
        return -1;
    }

    @Benchmark
    public int findByString(ParityLetters of) {
        return of.string().indexOf(COMMA);
    }

    @Benchmark
    public int findLastByMillrace(ParityLetters of) {
        return of.slice.findLast(COMMA);
    }

    @Benchmark
    public int findLastByNetty(ParityLetters of) {
        return of.buf.indexOf(of.length, 0, COMMA);
    }

    @Benchmark
    public int findLastByString(ParityLetters of) {
        return of.string().lastIndexOf(COMMA);
    }

    @Benchmark
    public int countByMillrace(ParityLetters of) {
        return of.slice.count(COMMA);
    }

    @Benchmark
    public int countByNetty(ParityLetters of) {
        int found = 0;
        for (int at = of.buf.indexOf(0, of.length, COMMA); at >= 0; at = of.buf.indexOf(at + 1, of.length, COMMA)) {
            found++;
        }
        return found;
    }

    @Benchmark
    public int countByJdk(ParityLetters of) {
        int found = 0;
        for (int i = 0; i < of.length; i++) {
            found += of.buffer.get(i) == COMMA ? 1 : 0;
        }
        return found;
    }

    @Benchmark
    public int findAnyByMillrace(ParityLetters of) {
        return of.slice.find(ANY);
    }

    @Benchmark
    public int findAnyByNetty(ParityLetters of) {
        return of.buf.forEachByte(NOT_ANY);
    }

    @Benchmark
    public int findAnyByJdk(ParityLetters of) {
        for (int i = 0; i < of.length; i++) {
            byte value = of.buffer.get(i);
            if (value == ',' || value == ';') {
                return i;
            }
        }
        return -1;
    }

    @Benchmark
    public int findSequenceByMillrace(ParityLetters of) {
        return of.slice.find(Mark.CRLF);
    }

    @Benchmark
    public int findSequenceByNetty(ParityLetters of) {
        return ByteBufUtil.indexOf(CRLF, of.buf);
    }

    @Benchmark
    public int findSequenceByString(ParityLetters of) {
        return of.string().indexOf("\r\n");
    }
}
