package io.millrace.framing;

import io.millrace.Framing;

/**
 * A protocol of strings behind their length in one byte; Twisted's {@code Int8StringReceiver}.
 *
 * <pre>{@code
 * final class EchoShort extends Int8Protocol {
 *     public void stringReceived(Slice string) {
 *         sendString(string);
 *     }
 * }
 * }</pre>
 */
public abstract class Int8Protocol extends StringProtocol {
    /** The longest string if no length is named, in bytes. */
    public static final int LENGTH_MAX = 255;

    /** Strings of at most {@link #LENGTH_MAX} bytes. */
    protected Int8Protocol() {
        this(LENGTH_MAX);
    }

    /** Strings of at most {@code lengthMax} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected Int8Protocol(int lengthMax) {
        this(Framing.int8(lengthMax));
    }

    /** Strings as {@code framing} says. */
    protected Int8Protocol(Framing framing) {
        super(framing);
    }
}
