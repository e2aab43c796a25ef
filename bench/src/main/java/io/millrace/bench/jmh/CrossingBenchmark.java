package io.millrace.bench.jmh;

import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import io.millrace.jni.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a crossing costs: an empty one, an empty turn, and a turn with events, each beside a hand-written JNI function
 * that does the same with the same system call.
 *
 * <p>The events are refusals of commands for a handle that is nobody's, one for each: so no socket is needed, and no
 * system call but the turn's own epoll_wait stands between the two figures. {@code events = 0} is the empty turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CrossingBenchmark {
    private static final long NOBODY = 0x7fff_ffff_3000_0000L;

    @Param({"0", "1", "16", "256"})
    private int events;

    private long loop;
    private ByteBuffer commands;
    private ByteBuffer received;
    private long commandsAddress;
    private long eventsAddress;
    private int epoll;

    @Setup
    public void open() throws IOException {
        Library.load();
        HandwrittenJni.load();
        loop = Native.open(Codes.LOOP_CONTROL);
        commandsAddress = Native.blockAddress(Codes.BLOCK_COMMANDS, loop);
        commands = block(Codes.BLOCK_COMMANDS);
        received = block(Codes.BLOCK_EVENTS);
        ByteBuffer own = ByteBuffer.allocateDirect(Records.EVENTS_MAX * Records.EVENT_BYTES);
        eventsAddress = Native.addressOf(own);
        ownEvents = own;
        epoll = HandwrittenJni.epoll();
    }

    /** Kept so that the memory behind {@link #eventsAddress} stays. */
    private ByteBuffer ownEvents;

    private ByteBuffer block(int which) {
        long address = Native.blockAddress(which, loop);
        return Native.view(address, Native.blockLength(which, loop)).order(ByteOrder.nativeOrder());
    }

    @TearDown
    public void close() {
        Native.close(loop);
    }

    /** The cheapest call into the library: a number comes back. */
    @Benchmark
    public int call() {
        return Native.abiVersion();
    }

    /** The same by hand. */
    @Benchmark
    public int callByHand() {
        return HandwrittenJni.same(1);
    }

    /** Writes the commands, turns, reads the events. */
    @Benchmark
    public long turn() {
        writeCommands();
        int count = Native.turn(loop, events, 0);
        return readEvents(received, count);
    }

    /** The same by hand, on the same blocks. */
    @Benchmark
    public long turnByHand() {
        writeCommands();
        int count = HandwrittenJni.turn(epoll, commandsAddress, events, eventsAddress);
        return readEvents(ownEvents, count);
    }

    private void writeCommands() {
        for (int i = 0; i < events; i++) {
            int at = i * Records.COMMAND_BYTES;
            commands.putShort(at + Records.COMMAND_KIND, (short) Codes.CMD_NEXT);
            commands.putShort(at + Records.COMMAND_FLAGS, (short) 0);
            commands.putLong(at + Records.COMMAND_HANDLE, NOBODY);
        }
    }

    /** Throws when there are fewer than there must be: a figure for another amount of work would be worse than none. */
    private long readEvents(ByteBuffer block, int count) {
        if (count != events) {
            throw new IllegalStateException("expected " + events + " events, got " + count);
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int at = i * Records.EVENT_BYTES;
            sum += block.getShort(at + Records.EVENT_KIND) + block.getLong(at + Records.EVENT_HANDLE);
        }
        return sum;
    }
}
