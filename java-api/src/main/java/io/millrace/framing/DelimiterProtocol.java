package io.millrace.framing;

import io.millrace.FrameProtocol;
import io.millrace.Framing;

/**
 * A protocol of frames that end in a delimiter, with its hooks under their general names; {@link LineProtocol} has those of
 * lines.
 *
 * <pre>{@code
 * final class Records extends DelimiterProtocol {
 *     Records() {
 *         super("\0", 4096);
 *     }
 *
 *     public void frameReceived(Slice frame) {
 *         sendFrame(frame);
 *     }
 * }
 * }</pre>
 */
public abstract class DelimiterProtocol extends FrameProtocol {
    /** Frames that end in {@code delimiter}; see {@link Framing#delimiter}. */
    protected DelimiterProtocol(String delimiter, int lengthMax) {
        super(Framing.delimiter(delimiter, lengthMax));
    }
}
