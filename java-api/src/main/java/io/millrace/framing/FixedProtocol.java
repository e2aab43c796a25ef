package io.millrace.framing;

import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;

/**
 * A protocol of records that all have the same length.
 *
 * <pre>{@code
 * final class Samples extends FixedProtocol {
 *     Samples() {
 *         super(16);
 *     }
 *
 *     public void recordReceived(Slice record) {
 *         sendRecord(record);
 *     }
 * }
 * }</pre>
 */
public abstract class FixedProtocol extends FrameProtocol {
    /** Records of {@code length} bytes, 1 to {@link Framing#LENGTH_LIMIT}. */
    protected FixedProtocol(int length) {
        super(Framing.fixed(length));
    }

    /**
     * A record has come.
     *
     * @param record valid until this turn of the loop ends
     */
    public abstract void recordReceived(Slice record);

    /**
     * Sends a record.
     *
     * @throws IllegalArgumentException if it has another length
     */
    public final void sendRecord(Slice record) {
        sendFrame(record);
    }

    @Override
    public final void frameReceived(Slice frame) {
        recordReceived(frame);
    }
}
