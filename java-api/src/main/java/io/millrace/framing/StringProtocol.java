package io.millrace.framing;

import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;

/**
 * What the protocols of strings have in common: Twisted's {@code stringReceived} and {@code sendString}.
 *
 * <pre>{@code
 * final class EchoStrings extends StringProtocol {
 *     EchoStrings() {
 *         super(Framing.prefix(3, 4096).littleEndian());
 *     }
 *
 *     public void stringReceived(Slice string) {
 *         sendString(string);
 *     }
 * }
 * }</pre>
 */
public abstract class StringProtocol extends FrameProtocol {
    /** Strings as {@code framing} says. */
    protected StringProtocol(Framing framing) {
        super(framing);
    }

    /**
     * A string has come, without what announces it.
     *
     * @param string valid until this turn of the loop ends
     */
    public abstract void stringReceived(Slice string);

    /** Sends a string; see {@link #sendFrame(Slice)}. */
    public final void sendString(Slice string) {
        sendFrame(string);
    }

    /** Sends a string as UTF-8. */
    public final void sendString(CharSequence string) {
        sendFrame(string);
    }

    @Override
    public final void frameReceived(Slice frame) {
        stringReceived(frame);
    }
}
