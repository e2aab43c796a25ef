package io.millrace.framing;

import io.millrace.Framing;

/**
 * A protocol of strings behind their length in two bytes, the highest first; Twisted's {@code Int16StringReceiver}.
 *
 * <pre>{@code
 * final class EchoStrings extends Int16Protocol {
 *     public void stringReceived(Slice string) {
 *         sendString(string);
 *     }
 * }
 * }</pre>
 */
public abstract class Int16Protocol extends StringProtocol {
    /** The longest string if no length is named, in bytes. */
    public static final int LENGTH_MAX = 65_535;

    /** Strings of at most {@link #LENGTH_MAX} bytes. */
    protected Int16Protocol() {
        this(LENGTH_MAX);
    }

    /** Strings of at most {@code lengthMax} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected Int16Protocol(int lengthMax) {
        this(Framing.int16(lengthMax));
    }

    /** Strings as {@code framing} says. */
    protected Int16Protocol(Framing framing) {
        super(framing);
    }
}
