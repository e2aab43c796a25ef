package io.millrace;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** What can be written to: the part of a {@link Transport} that Twisted calls a consumer. */
abstract sealed class Sink permits Transport {
    /** Where it goes. */
    abstract Outlet outlet();

    /**
     * Sends bytes, after those written before. On the loop's thread a received slice of this loop is referred to, not
     * copied, and may be released at once; anything else is copied before this returns.
     *
     * <p>What another thread has written and the loop comes to only after a hand-over is dropped too.
     *
     * @throws IllegalStateException if the slice's time is over, or the connection is handed over
     * @throws MillraceException with {@link MillraceException#NO_MEMORY} if the pool's ceiling is reached
     */
    public void write(Slice bytes) {
        outlet().write(bytes);
    }

    /** Sends a copy of {@code bytes}; see {@link #write(Slice)}. */
    public void write(byte[] bytes) {
        outlet().write(
                        bytes,
                        0,
                        bytes.length); // directly: the JIT compiler inlines no more than some fifteen calls deep
    }

    /**
     * Sends a copy of {@code length} bytes from {@code offset} on; see {@link #write(Slice)}.
     *
     * @throws IndexOutOfBoundsException if they are not all within the array
     */
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        outlet().write(bytes, offset, length);
    }

    /** Sends a copy of what remains in {@code bytes}, and leaves its position where it was; see {@link #write(Slice)}. */
    public void write(ByteBuffer bytes) {
        outlet().write(bytes);
    }

    /** Sends {@code text} as UTF-8; see {@link #write(Slice)}. */
    public void write(CharSequence text) {
        outlet().write(text);
    }

    /**
     * Sends all bytes of {@code bytes}, in order, and takes them away: it is empty then, also where they are dropped. Its
     * pieces that this loop has received are referred to, not copied; see {@link #write(Slice)}. If the time of a piece is
     * over, those before it are sent and taken.
     *
     * <p>From another thread the pieces are passed as they are, without copying, and the loop copies what it must when it
     * comes to them: do not change memory that was linked. Should the time of a piece be over by then, the connection is
     * aborted.
     */
    public void write(Buffer bytes) {
        outlet().write(bytes);
    }

    /**
     * Sends all pieces, in order. On the loop's thread, if the time of one is over, those before it are sent; see
     * {@link #write(Slice)}.
     */
    public void write(Slice... pieces) {
        outlet().write(Arrays.asList(pieces));
    }

    /** Sends all pieces, in order; see {@link #write(Slice...)}. */
    public void write(Iterable<Slice> pieces) {
        outlet().write(pieces);
    }

    /**
     * A future that completes when the peer's TCP has acknowledged everything written so far; its program may not have read it
     * yet. Those of one connection complete in order, on the loop's thread. While the connection is handed over they wait.
     * What was not acknowledged when the connection ended fails with a {@link ConnectionEndedException}; a 4097th that waits,
     * with a {@link MillraceException} with {@link MillraceException#FULL}. To know of the last bytes, ask before closing.
     *
     * @throws IllegalStateException if the connection is handed over
     */
    public CompletableFuture<Void> delivered() {
        return outlet().delivered();
    }

    /**
     * How many bytes are written and not yet with the kernel: on the loop's thread exactly, those of this turn too; from
     * another thread, and while it is handed over, what a turn has left lately.
     */
    public long unsentBytes() {
        return outlet().unsentBytes();
    }

    /** Whether more was unsent than the high-water mark, and has not come down to the low one; see {@link Limits}. */
    public boolean isCrowded() {
        return outlet().isCrowded();
    }

    /**
     * Keeps a producer in step with the connection: it is paused within the {@code write} that makes the connection crowded,
     * resumed when it is drained, and stopped when the connection is lost, at once if it is lost or closed already. It stays
     * registered, and is not resumed, while the connection is closing or handed over.
     *
     * @throws IllegalStateException if one is registered already, or the connection is handed over
     */
    public void registerProducer(PushProducer producer) {
        outlet().register(producer);
    }

    /**
     * Has a producer write piece by piece for as long as the connection is not crowded, and again when it is drained; stops it
     * when the connection is lost, at once if it is lost or closed already. Producer and connection take turns with all else
     * that the loop has to do: at most 64 pieces at once, and never a piece within another.
     *
     * @throws IllegalStateException if one is registered already, or the connection is handed over
     */
    public void registerProducer(PullProducer producer) {
        outlet().register(producer);
    }

    /** Forgets the producer, without stopping it; does nothing if there is none. */
    public void unregisterProducer() {
        outlet().unregister();
    }
}
