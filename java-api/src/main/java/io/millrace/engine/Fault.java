package io.millrace.engine;

import java.nio.ByteBuffer;

/**
 * What the JVM makes of a read of mapped memory whose file was truncated: it skips the read and owes the thread an
 * {@link InternalError}, which it throws when the thread next comes back from the runtime. Until then what was read is
 * anything. (Native code, and those methods of the JDK that compare buffers by a vectorised stub, are not so lucky: they end
 * the process. So neither is used on memory of the user.)
 */
final class Fault {
    private static volatile int one = 1;
    private static volatile Object made;

    private Fault() {}

    /**
     * Has thrown now what is owed for the reads so far.
     *
     * @throws InternalError if one of them failed
     */
    static void settle() {
        made = new byte[one][one]; // an array of arrays of unknown sizes is always made by the runtime
    }

    /** As above, if those were of a user's buffer that might be a mapped file. */
    static void settleIfDirect(ByteBuffer bytes) {
        if (bytes.isDirect()) {
            settle();
        }
    }

    /** What to say instead. */
    static IllegalStateException refusal(InternalError fault) {
        return new IllegalStateException(
                "the file behind these bytes has been truncated: copy() what must outlive that, or keep others from it",
                fault);
    }
}
