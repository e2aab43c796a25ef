package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The memory that a loop shares with who uses it. It outlives the loop, and serves the next one of the same number. */
final class LoopBlocks {
    private final ByteBuffer commands = allocate(Records.COMMANDS_MAX * Records.COMMAND_BYTES);
    private final ByteBuffer events = allocate(Records.EVENTS_MAX * Records.EVENT_BYTES);
    private final ByteBuffer frameEnds = allocate(Records.FRAME_ENDS_MAX * Integer.BYTES);
    private final ByteBuffer counters = allocate(Records.LOOP_COUNTERS_BYTES);

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    ByteBuffer commands() {
        return commands;
    }

    ByteBuffer events() {
        return events;
    }

    ByteBuffer frameEnds() {
        return frameEnds;
    }

    Counters counters() {
        return new Counters(counters, 0);
    }

    /** The block of that number; null where it is not a loop's. */
    ByteBuffer block(int block) {
        return switch (block) {
            case Codes.BLOCK_COMMANDS -> commands;
            case Codes.BLOCK_EVENTS -> events;
            case Codes.BLOCK_FRAME_ENDS -> frameEnds;
            case Codes.BLOCK_LOOP_COUNTERS -> counters;
            default -> null;
        };
    }

    /** A new loop begins to count. */
    void clearCounters() {
        for (int i = 0; i < Records.LOOP_COUNTERS_BYTES; i += Long.BYTES) {
            counters.putLong(i, 0);
        }
    }
}
