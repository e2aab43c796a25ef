package io.millrace.engine.nio;

import io.millrace.jni.Records;
import java.nio.ByteBuffer;

/** A command as it was read, once, from shared memory. */
final class Command {
    int kind;
    int flags;
    int arg;
    long handle;
    int segment;
    int offset;
    int length;
    long a;
    long b;
    long c;
    long d;

    Command read(ByteBuffer block, int index) {
        int at = index * Records.COMMAND_BYTES;
        kind = Short.toUnsignedInt(block.getShort(at + Records.COMMAND_KIND));
        flags = Short.toUnsignedInt(block.getShort(at + Records.COMMAND_FLAGS));
        arg = block.getInt(at + Records.COMMAND_ARG);
        handle = block.getLong(at + Records.COMMAND_HANDLE);
        segment = block.getInt(at + Records.COMMAND_SEGMENT);
        offset = block.getInt(at + Records.COMMAND_OFFSET);
        length = block.getInt(at + Records.COMMAND_LENGTH);
        a = block.getLong(at + Records.COMMAND_A);
        b = block.getLong(at + Records.COMMAND_B);
        c = block.getLong(at + Records.COMMAND_C);
        d = block.getLong(at + Records.COMMAND_D);
        return this;
    }
}
