package io.millrace.bench.jmh;

import com.google.common.base.Splitter;
import io.millrace.bytes.OffsetTable;
import io.millrace.bytes.Slice;
import io.millrace.jni.Native;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Splitting {@code length} bytes that have a separator at every {@code every}th; the talk's own case is 500 and 70. Each
 * contender has the bytes in its own type already, and goes through all pieces: as strings, as slices, or as offsets.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TalkSplitBenchmark {
    private static final char SEPARATOR = ',';

    @Param({"500"})
    public int length;

    @Param({"70"})
    public int every;

    private String text;
    private Splitter splitter;
    private ByteBuf buf;
    private Slice slice;
    private OffsetTable table;
    private ByteBuffer forMemchr;
    private ByteBuffer offsetsOfMemchr;
    private long addressForMemchr;
    private long offsetsAddressOfMemchr;

    @Setup
    public void fill() throws IOException {
        StringBuilder filled = new StringBuilder();
        for (int i = 1; i <= length; i++) {
            filled.append(i % every == 0 ? SEPARATOR : (char) ('a' + i % 26));
        }
        text = filled.toString();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        splitter = Splitter.on(SEPARATOR);
        buf = Unpooled.directBuffer(length).writeBytes(bytes);
        slice = Slice.offHeap(bytes);
        table = new OffsetTable(length);
        HandwrittenJni.load();
        forMemchr = ByteBuffer.allocateDirect(length).put(bytes);
        offsetsOfMemchr = ByteBuffer.allocateDirect(length * Integer.BYTES);
        addressForMemchr = Native.addressOf(forMemchr);
        offsetsAddressOfMemchr = Native.addressOf(offsetsOfMemchr);
        check();
    }

    /** Throws when a contender does not find what the others find: it would be the figure of another amount of work. */
    private void check() {
        int separators = length / every;
        int found = millraceOffsets();
        int foundByMemchr = memchrLoop();
        int foundByNetty = nettyIndexOf();
        int pieces = slice.split((byte) SEPARATOR).toList().size();
        if (found != separators
                || foundByMemchr != separators
                || foundByNetty != separators
                || pieces != separators + 1
                || splitter.splitToList(text).size() != separators + 1) {
            throw new IllegalStateException("the ways to split " + length + " bytes disagree");
        }
    }

    /** Strings, in an array. */
    @Benchmark
    public String[] stringSplit() {
        return text.split(",");
    }

    /** Strings, one at a time. */
    @Benchmark
    public void stringTokenizer(Blackhole sink) {
        for (StringTokenizer tokens = new StringTokenizer(text, ","); tokens.hasMoreTokens(); ) {
            sink.consume(tokens.nextToken());
        }
    }

    /** Strings, one at a time. */
    @Benchmark
    public void guavaSplitter(Blackhole sink) {
        for (String piece : splitter.split(text)) {
            sink.consume(piece);
        }
    }

    /** Offsets only, added up nowhere but counted: the least that can be done with it. */
    @Benchmark
    public int nettyIndexOf() {
        int found = 0;
        for (int at = buf.indexOf(0, length, (byte) SEPARATOR);
                at >= 0;
                at = buf.indexOf(at + 1, length, (byte) SEPARATOR)) {
            found++;
        }
        return found;
    }

    /** Offsets, into memory; one crossing, as Millrace has. */
    @Benchmark
    public int memchrLoop() {
        return HandwrittenJni.memchr(addressForMemchr, length, (byte) SEPARATOR, offsetsAddressOfMemchr, length);
    }

    /** Offsets, into a table that is used again. */
    @Benchmark
    public int millraceOffsets() {
        return slice.split((byte) SEPARATOR, table);
    }

    /** Slices, one at a time. */
    @Benchmark
    public void millraceSlices(Blackhole sink) {
        for (Slice piece : slice.split((byte) SEPARATOR)) {
            sink.consume(piece);
        }
    }
}
