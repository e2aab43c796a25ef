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
 * <p>The events are refusals, one for each command: so no socket is needed, and no system call but the turn's own
 * epoll_wait stands between the two figures. {@code events = 0} is the empty turn.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CrossingBenchmark {
    /** A handle of another kind than the command is for: native code answers each with one event, and does no more. */
    private static final long NO_CONNECTION = 0x1_0000_0000L | (long) Codes.HANDLE_FEED << 28;

    /** The cheapest call into the library: a number comes back. */
    @Benchmark
    public int call(Libraries libraries) {
        return Native.abiVersion();
    }

    /** The same by hand. */
    @Benchmark
    public int callByHand(Libraries libraries) {
        return HandwrittenJni.same(1);
    }

    /** Writes the commands, turns, reads the events. */
    @Benchmark
    public long turn(Turn turn) {
        turn.writeCommands();
        int count = Native.turn(turn.loop, turn.events, 0);
        return turn.readEvents(turn.received, count);
    }

    /** The same by hand, from the same commands. */
    @Benchmark
    public long turnByHand(Turn turn) {
        turn.writeCommands();
        int count = HandwrittenJni.turn(turn.epoll, turn.commandsAddress, turn.events, turn.ownAddress);
        return turn.readEvents(turn.own, count);
    }

    /** Both libraries, loaded. */
    @State(Scope.Benchmark)
    public static class Libraries {
        @Setup
        public void load() throws IOException {
            Library.load();
            HandwrittenJni.load();
        }
    }

    /** A loop and what a turn by hand needs instead of one. */
    @State(Scope.Thread)
    public static class Turn {
        @Param({"0", "1", "16", "256"})
        int events;

        private long loop;
        private ByteBuffer commands;
        private long commandsAddress;
        private ByteBuffer received;
        private ByteBuffer own;
        private long ownAddress;
        private int epoll;

        @Setup
        public void open(Libraries libraries) {
            loop = Native.open(Codes.LOOP_CONTROL);
            commandsAddress = Native.blockAddress(Codes.BLOCK_COMMANDS, loop);
            commands = block(Codes.BLOCK_COMMANDS);
            received = block(Codes.BLOCK_EVENTS);
            own = ByteBuffer.allocateDirect(Records.EVENTS_MAX * Records.EVENT_BYTES)
                    .order(ByteOrder.nativeOrder());
            ownAddress = Native.addressOf(own);
            epoll = HandwrittenJni.epoll();
        }

        @TearDown
        public void close() {
            Native.close(loop);
        }

        private ByteBuffer block(int which) {
            long address = Native.blockAddress(which, loop);
            return Native.view(address, Native.blockLength(which, loop)).order(ByteOrder.nativeOrder());
        }

        private void writeCommands() {
            for (int i = 0; i < events; i++) {
                int at = i * Records.COMMAND_BYTES;
                commands.putShort(at + Records.COMMAND_KIND, (short) Codes.CMD_NEXT);
                commands.putShort(at + Records.COMMAND_FLAGS, (short) 0);
                commands.putLong(at + Records.COMMAND_HANDLE, NO_CONNECTION);
            }
        }

        /** Throws when there are not so many as there must be: it would be the figure of another amount of work. */
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
}
