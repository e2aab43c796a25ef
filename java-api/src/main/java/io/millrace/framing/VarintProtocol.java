package io.millrace.framing;

import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;

/**
 * A protocol of messages behind their length as a varint, as Protocol Buffers writes them with {@code writeDelimitedTo}.
 *
 * <pre>{@code
 * final class EchoMessages extends VarintProtocol {
 *     public void messageReceived(Slice message) {
 *         sendMessage(message);
 *     }
 * }
 * }</pre>
 */
public abstract class VarintProtocol extends FrameProtocol {
    /** The longest message if no length is named, in bytes. */
    public static final int LENGTH_MAX = 99_999;

    /** Messages of at most {@link #LENGTH_MAX} bytes. */
    protected VarintProtocol() {
        this(LENGTH_MAX);
    }

    /** Messages of at most {@code lengthMax} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected VarintProtocol(int lengthMax) {
        this(Framing.varint(lengthMax));
    }

    /** Messages as {@code framing} says. */
    protected VarintProtocol(Framing framing) {
        super(framing);
    }

    /**
     * A message has come, without what announces it.
     *
     * @param message valid until this turn of the loop ends
     */
    public abstract void messageReceived(Slice message);

    /** Sends a message; see {@link #sendFrame(Slice)}. */
    public final void sendMessage(Slice message) {
        sendFrame(message);
    }

    /** Sends a message as UTF-8. */
    public final void sendMessage(CharSequence message) {
        sendFrame(message);
    }

    @Override
    public final void frameReceived(Slice frame) {
        messageReceived(frame);
    }
}
