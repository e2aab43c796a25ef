package io.millrace.framing;

import io.millrace.Framing;

/**
 * A protocol of strings behind their length in four bytes, the highest first; Twisted's {@code Int32StringReceiver}.
 *
 * <pre>{@code
 * final class EchoStrings extends Int32Protocol {
 *     public void stringReceived(Slice string) {
 *         sendString(string);
 *     }
 * }
 * }</pre>
 */
public abstract class Int32Protocol extends StringProtocol {
    /** The longest string if no length is named, in bytes. */
    public static final int LENGTH_MAX = 99_999;

    /** Strings of at most {@link #LENGTH_MAX} bytes. */
    protected Int32Protocol() {
        this(LENGTH_MAX);
    }

    /** Strings of at most {@code lengthMax} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected Int32Protocol(int lengthMax) {
        this(Framing.int32(lengthMax));
    }

    /** Strings as {@code framing} says. */
    protected Int32Protocol(Framing framing) {
        super(framing);
    }
}
