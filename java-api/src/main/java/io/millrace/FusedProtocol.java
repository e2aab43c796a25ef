package io.millrace;

import io.millrace.bytes.Slice;
import java.util.Objects;

/**
 * The Java side of a connection whose input goes to a {@link NativeProtocol}: what that tells comes to {@link #messageReceived},
 * in the turn in which it was told, and the other callbacks are those of any protocol. Both sides may write.
 *
 * <pre>{@code
 * final class Checked extends FusedProtocol {
 *     Checked(NativeProtocol checksum) {
 *         super(checksum, Framing.lines(4096));
 *     }
 *
 *     public void messageReceived(int kind, long number, Slice bytes) {
 *         transport().write("line " + number + " is wrong\n");
 *     }
 * }
 * }</pre>
 *
 * <p>Such a connection is not handed over or moved, and no region receives for it; {@link #takeOver} ends that. It needs the
 * native engine: on the other one {@link #refused} is called with the code {@code -1095}.
 */
public class FusedProtocol extends Protocol {
    /** The longest message in either direction, in bytes. */
    public static final int MESSAGE_BYTES_MAX = 65_536;

    private static final int JAVA = -1;

    private final NativeProtocol fused;
    private final Framing framing; // null: raw bytes

    /** Bytes go to {@code fused} as they come. */
    public FusedProtocol(NativeProtocol fused) {
        this.fused = Objects.requireNonNull(fused, "fused");
        this.framing = null;
    }

    /** Frames go to {@code fused}; one that is not as it should be comes to {@link #frameMalformed}. */
    public FusedProtocol(NativeProtocol fused, Framing framing) {
        this.fused = Objects.requireNonNull(fused, "fused");
        this.framing = Objects.requireNonNull(framing, "framing");
    }

    /**
     * The native protocol says something.
     *
     * @param kind any number, as the two have agreed
     * @param number another one
     * @param bytes valid until this turn of the loop ends
     */
    @Override
    public void messageReceived(int kind, long number, Slice bytes) {}

    /** A frame is too long or malformed. By default the connection is closed for a {@link Reason#PROTOCOL_ERROR}. */
    public void frameMalformed(FrameFault fault) {
        transport().closeForProtocolError(fault.at());
    }

    /**
     * Says something to the native protocol: it hears of it at the start of the next turn.
     *
     * @throws IllegalStateException on another thread than the loop's; so {@link #takeOver}
     * @throws IllegalArgumentException if there are more bytes than {@link #MESSAGE_BYTES_MAX}
     */
    public final void sendMessage(int kind, long number, Slice bytes) {
        if (bytes.length() > MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a message of " + bytes.length() + " bytes: the longest has " + MESSAGE_BYTES_MAX);
        }
        requireLoop("sendMessage");
        transport().life().sendMessage(kind, number, bytes);
    }

    /** A message without bytes. */
    public final void sendMessage(int kind, long number) {
        sendMessage(kind, number, Slice.EMPTY);
    }

    /** The native protocol is done with: what it has not consumed, and all that follows, comes to {@link #dataReceived}. */
    public final void takeOver() {
        requireLoop("takeOver");
        transport().life().frameRaw();
        transport().life().fuse(JAVA);
    }

    @Override
    final void frameRefused(FrameFault fault) {
        frameMalformed(fault);
    }

    @Override
    final void begin() {
        Life life = transport().life();
        if (framing != null) {
            life.frame(framing);
        }
        life.fuse(fused.number());
    }

    private void requireLoop(String method) {
        if (!transport().loop().inLoop()) {
            throw new IllegalStateException(method + "() is for the loop's thread: use transport().loop().execute()");
        }
    }
}
