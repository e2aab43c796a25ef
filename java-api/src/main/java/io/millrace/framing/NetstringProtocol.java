package io.millrace.framing;

import io.millrace.Framing;

/**
 * A protocol of netstrings, {@code 3:abc,}; Twisted's {@code NetstringReceiver}.
 *
 * <pre>{@code
 * final class EchoNetstrings extends NetstringProtocol {
 *     public void stringReceived(Slice string) {
 *         sendString(string);
 *     }
 * }
 * }</pre>
 */
public abstract class NetstringProtocol extends StringProtocol {
    /** The longest string if no length is named, in bytes. */
    public static final int LENGTH_MAX = 99_999;

    /** Strings of at most {@link #LENGTH_MAX} bytes. */
    protected NetstringProtocol() {
        this(LENGTH_MAX);
    }

    /** Strings of at most {@code lengthMax} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected NetstringProtocol(int lengthMax) {
        this(Framing.netstring(lengthMax));
    }

    /** Strings as {@code framing} says. */
    protected NetstringProtocol(Framing framing) {
        super(framing);
    }
}
