package io.millrace.async;

import io.millrace.LoopFuture;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A read that was asked for. Whoever is first has it: the inbox with bytes, or somebody who cancels, times out or completes it
 * by hand; so either it has its bytes and they are gone from the inbox, or neither.
 */
abstract class Read<T> extends LoopFuture<T> {
    /** There are too few bytes yet. */
    static final int WAIT = -1;

    private final Inbox inbox;
    private T value;
    private Throwable failure;

    Read(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Takes what it wants of the unread bytes, and says how many; or {@link #WAIT}. */
    abstract int take(Slice unread);

    /** Takes what it wants now that the peer has finished, and says how many bytes. */
    abstract int takeLast(Slice unread);

    /** How many bytes it may have to see at once. */
    abstract int bytesWanted();

    final int took(T answer, int count) {
        value = answer;
        return count;
    }

    final int failed(Throwable why) {
        failure = why;
        return 0;
    }

    /** It is no longer in the inbox, and has its answer. */
    final void settle() {
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value);
        }
    }

    @Override
    public final boolean complete(T answer) {
        return inbox.withdraw(this) && super.complete(answer);
    }

    @Override
    public final boolean completeExceptionally(Throwable why) {
        return inbox.withdraw(this) && super.completeExceptionally(why);
    }

    @Override
    public final boolean cancel(boolean mayInterrupt) {
        return inbox.withdraw(this) ? super.cancel(mayInterrupt) : isCancelled();
    }

    /** What there is, up to a number of bytes. */
    static final class Some extends Read<Slice> {
        private final int bytesMax;

        Some(Inbox inbox, int bytesMax) {
            super(inbox);
            this.bytesMax = bytesMax;
        }

        @Override
        int take(Slice unread) {
            return unread.isEmpty() ? WAIT : takeLast(unread);
        }

        @Override
        int takeLast(Slice unread) {
            int count = Math.min(bytesMax, unread.length());
            return took(unread.slice(0, count).copy(), count);
        }

        @Override
        int bytesWanted() {
            return 1;
        }
    }

    /** What there is, into memory of the reader's. */
    static final class Into extends Read<Integer> {
        private final ByteBuffer into;

        Into(Inbox inbox, ByteBuffer into) {
            super(inbox);
            this.into = into;
        }

        @Override
        int take(Slice unread) {
            return unread.isEmpty() && into.hasRemaining() ? WAIT : copy(unread);
        }

        @Override
        int takeLast(Slice unread) {
            return unread.isEmpty() && into.hasRemaining() ? took(-1, 0) : copy(unread);
        }

        private int copy(Slice unread) {
            int count = Math.min(into.remaining(), unread.length());
            Slice bytes = unread.slice(0, count);
            if (into.hasArray()) {
                bytes.copyTo(into.array(), into.arrayOffset() + into.position()); // straight there
                into.position(into.position() + count);
            } else {
                bytes.copyTo(into);
            }
            return took(count, count);
        }

        @Override
        int bytesWanted() {
            return 1;
        }
    }

    /** So many bytes. */
    static final class Exactly extends Read<Slice> {
        private final int count;

        Exactly(Inbox inbox, int count) {
            super(inbox);
            this.count = count;
        }

        @Override
        int take(Slice unread) {
            return unread.length() < count ? WAIT : took(unread.slice(0, count).copy(), count);
        }

        @Override
        int takeLast(Slice unread) {
            return take(unread) == WAIT
                    ? failed(new EOFException("the peer finished after " + unread.length() + " of " + count + " bytes"))
                    : count;
        }

        @Override
        int bytesWanted() {
            return count;
        }
    }

    /** What is before a delimiter. */
    static final class Until extends Read<Slice> {
        private final Mark delimiter;
        private final int bytesMax;
        private int searched;

        Until(Inbox inbox, Mark delimiter, int bytesMax) {
            super(inbox);
            this.delimiter = delimiter;
            this.bytesMax = bytesMax;
        }

        @Override
        int take(Slice unread) {
            int end = unread.find(delimiter, searched);
            if (end > bytesMax || end < 0 && unread.length() - bytesMax >= delimiter.length()) {
                return failed(new ProtocolException("no delimiter within " + bytesMax + " bytes"));
            }
            if (end >= 0) {
                return took(unread.slice(0, end).copy(), end + delimiter.length());
            }
            searched = Math.max(0, unread.length() - delimiter.length() + 1); // a part of it may be the last there is
            return WAIT;
        }

        @Override
        int takeLast(Slice unread) {
            int taken = take(unread);
            return taken == WAIT
                    ? failed(new EOFException(
                            "the peer finished after " + unread.length() + " bytes, without a delimiter"))
                    : taken;
        }

        @Override
        int bytesWanted() {
            return Math.addExact(bytesMax, delimiter.length());
        }
    }
}
