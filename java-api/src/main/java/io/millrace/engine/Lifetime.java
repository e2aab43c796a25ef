package io.millrace.engine;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * How long the memory behind a slice may be read: as long as the lifetime's generation is the one that the slice saw when
 * it was made.
 *
 * <p>A reader checks before it reads; where another thread may end the lifetime meanwhile, it checks again afterwards and
 * throws away what it read. The memory itself is never unmapped, so a late reader can be refused, but never fault. Where the
 * memory can be taken away by others, its slices have a generation that never is, so that every check is examined.
 *
 * <pre>
 *   ENDLESS          memory of the user: never ends, any thread
 *   TurnLifetime     memory received in a turn: ends with it, the loop's thread only
 *   HeldLifetime     memory that was retained: ends with release(), any thread
 *   MappedLifetime   memory of a file: ends with the file's truncation, any thread
 * </pre>
 */
public class Lifetime {
    /** Of memory that the garbage collector looks after. */
    public static final Lifetime ENDLESS = new Lifetime();

    /** Of slices whose every check is to be examined. */
    public static final long NEVER = -1;

    /** The one thread that may read; null for any. Written before that thread can have a slice. */
    Thread reader;

    private volatile long generation;

    /** Readable by any thread, from the first generation on. */
    protected Lifetime() {}

    /** The generation that a slice made now must see later. */
    public final long generation() {
        return generation;
    }

    /**
     * Before a read.
     *
     * @throws IllegalStateException if the time is over, or this is the wrong thread
     */
    public final void check(long seen) {
        if (generation != seen || (reader != null && reader != Thread.currentThread())) {
            examine(seen);
        }
    }

    /**
     * After a read, where another thread may have ended the lifetime since {@link #check}.
     *
     * @throws IllegalStateException if so: what was read is not to be used
     */
    public final void recheck(long seen) {
        if (reader == null) {
            VarHandle.loadLoadFence();
            if (generation != seen) {
                examine(seen);
            }
        }
    }

    /** Ends it for all slices made so far. By one thread at a time. */
    protected final void endGeneration() {
        generation = generation + 1;
    }

    /** A check that the generation does not answer: refuses the read, or allows it after all. */
    protected void examine(long seen) {
        throw new IllegalStateException(
                generation == seen
                        ? "this slice was received by another thread's loop: retain() it there, before it is passed on"
                        : over());
    }

    /** What to say when the time is over, and how to keep the bytes. */
    protected String over() {
        return "this slice has ended";
    }

    /** The lifetime of the same memory once it is retained; checks that it may be. */
    public Lifetime retain(long seen, int segment) {
        check(seen);
        return this;
    }

    /** Ends a retained lifetime; does nothing to others. */
    public void release(long seen) {
        check(seen);
    }

    /** The bytes as a buffer that stays good for as long as it is reachable; checks that they may be read. */
    public ByteBuffer view(long seen, Block block, int segment, int offset, int length) {
        check(seen);
        return block.bytes().slice(offset, length);
    }

    /** Whether the memory is a segment that this loop may name in its commands. */
    boolean belongsTo(Holds holds) {
        return false;
    }
}
