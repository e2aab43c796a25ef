package io.millrace.engine;

import java.nio.ByteBuffer;

/**
 * What stands behind the records: the native part, or its twin in Java. The functions of
 * {@code native/include/millrace/millrace.h}, which documents them; each answers a code where that does.
 *
 * <p>Every loop, handle, segment and slab is one of its own seam, and means nothing to another.
 */
public interface Seam {
    /** A new loop's handle. */
    long open(int loopKind);

    /** Ends a loop and everything on it. */
    int close(long loop);

    /** One turn; how many events there are. */
    int turn(long loop, int commands, long timeoutNanos);

    /** What the command at that index answers. */
    long ask(long loop, int index);

    /** Takes over a socket that others made. */
    long adopt(long loop, int kind, int descriptor);

    /** Receives once into the caller's memory, which is outside the heap. */
    long receive(long loop, long connection, Block into, int offset, int length);

    /** Ends the present or the next wait of a loop; from any thread. */
    int wake(long loop);

    /** A block of shared memory, in native order; null where there is none. It stays as long as the process lives. */
    ByteBuffer block(int block, long which);

    /** A slab, which stays as well; null where there is none. */
    Block slab(int index);
}
