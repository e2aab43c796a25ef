package io.millrace.engine;

import java.nio.ByteBuffer;

/**
 * The lifetime of a mapped file's memory: its truncation, by anybody, takes pages away, the last one first. A read there does
 * not end the process, but the JVM owes the thread an {@link InternalError} for it, and may throw it long after the read, out
 * of whatever that thread does then. So each check reads the last byte and has the error thrown at once, where it becomes an
 * exception that says what happened.
 */
public final class MappedLifetime extends Lifetime {
    private final ByteBuffer bytes;

    // Written only so that the compilers cannot leave out what is assigned.
    private byte last;

    /** Of a block that may be a mapped file, as long as all of it is there. */
    public MappedLifetime(Block block) {
        bytes = block.bytes();
    }

    @Override
    protected void examine(long seen) {
        if (bytes.capacity() > 0) {
            try {
                last = bytes.get(bytes.capacity() - 1);
                Fault.settle();
            } catch (InternalError fault) {
                throw Fault.refusal(fault);
            }
        }
    }

    @Override
    public void release(long seen) {
        // It is the user's own memory, and nothing is held.
    }
}
