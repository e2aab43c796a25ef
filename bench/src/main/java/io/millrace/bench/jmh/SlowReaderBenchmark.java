package io.millrace.bench.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing a block to a {@link SlowReader} over TCP on 127.0.0.1, until the reader has all of it. The system takes what it
 * has room for; what each writer does with the rest is the difference between them, and {@link Cost} counts it. All
 * connections have the system's own buffer sizes on the writing side.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SlowReaderBenchmark {
    /** A block that was received, kept as slices, and is written as these. */
    @Benchmark
    public void millraceSlices(MillraceWriter writer, Cost cost) throws InterruptedException {
        writer.writeSlices();
        writer.charge(cost);
    }

    /** A block in an array: {@code write} copies it once. */
    @Benchmark
    public void millraceArray(MillraceWriter writer, Cost cost) throws InterruptedException {
        writer.writeArray();
        writer.charge(cost);
    }

    /** A block in a direct buffer of Netty's. */
    @Benchmark
    public void netty(NettyWriter writer, Cost cost) throws InterruptedException {
        writer.write();
        writer.charge(cost);
    }

    /** A direct buffer whose rest is moved to its start after each write. */
    @Benchmark
    public void nioCompacting(CompactingWriter writer, Cost cost) throws InterruptedException, IOException {
        writer.write();
        writer.charge(cost);
    }

    /** A direct buffer that keeps its rest where it is. */
    @Benchmark
    public void nioKeeping(KeepingWriter writer, Cost cost) throws InterruptedException, IOException {
        writer.write();
        writer.charge(cost);
    }

    /** What an iteration's blocks cost besides time; the sums of the iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cost {
        public long blocks;
        /** In user space, by whoever writes. */
        public long copiedBytes;
        /** Of the thread that writes, in user space and in the kernel. */
        public long writerNanos;
    }

    /** What all writers have. */
    @State(Scope.Thread)
    public abstract static class Writer {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        @Param({"65536", "262144", "1048576", "4194304", "16777216"})
        public int blockBytes;

        SlowReader reader;
        private long copiedBefore;
        private long nanosBefore;
        private Cost cost;

        @Setup(Level.Trial)
        public void open() throws Exception {
            reader = new SlowReader();
            connect();
        }

        @TearDown(Level.Trial)
        public void shut() throws Exception {
            close();
            reader.close();
        }

        @Setup(Level.Iteration)
        public void begin() throws Exception {
            copiedBefore = copiedBytes();
            nanosBefore = THREADS.getThreadCpuTime(threadId());
        }

        /** Another block is written; what all of an iteration's cost is found out at its end. */
        final void charge(Cost to) {
            to.blocks++;
            cost = to;
        }

        @TearDown(Level.Iteration)
        public void count() throws Exception {
            cost.copiedBytes += copiedBytes() - copiedBefore;
            cost.writerNanos += THREADS.getThreadCpuTime(threadId()) - nanosBefore;
        }

        abstract void connect() throws Exception;

        abstract void close() throws Exception;

        /** Bytes that were copied in user space since the connection was made. */
        abstract long copiedBytes() throws Exception;

        /** The thread that writes. */
        abstract long threadId() throws Exception;
    }
}
