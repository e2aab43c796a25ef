package io.millrace;

import io.millrace.bytes.Slice;
import java.util.Objects;
import java.util.function.Consumer;

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
 * <p><b>Framing.</b> The native protocol has the framing that it is given here, and can set another one between two frames,
 * just as a {@link FrameProtocol} can.
 *
 * <p><b>Moving and handing over.</b> {@link Transport#moveTo} takes the native protocol along, with its timer and what is
 * unread: from then on it is called on the other loop's thread, as this one is. It leaves once what it had told is heard here.
 * {@link Transport#handOver} leaves it where it is, and it is not called before the connection is back; time that is over
 * meanwhile it is told of then. A source begins where its input stands: behind the bytes that it has consumed, and in
 * {@link Framing#lockstep} behind the present frame. No region receives for it before {@link #takeOver}.
 *
 * <p>It needs the native engine: on the other one {@link #refused} is called with the code {@code -1095}.
 */
public class FusedProtocol extends Protocol {
    /** The longest message in either direction, in bytes. */
    public static final int MESSAGE_BYTES_MAX = 65_536;

    private static final int JAVA = -1;

    private final NativeProtocol fused;
    private final Framing framing; // null: raw bytes
    private volatile boolean takenOver;

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
     * Says something to the native protocol: it hears of it at the start of the next turn; where the connection is about to
     * move, when it has arrived.
     *
     * @throws IllegalStateException on another thread than the loop's, or while the connection is handed over; so
     *     {@link #nextFrame} and {@link #takeOver}
     * @throws IllegalArgumentException if there are more bytes than {@link #MESSAGE_BYTES_MAX}
     */
    public final void sendMessage(int kind, long number, Slice bytes) {
        if (bytes.length() > MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a message of " + bytes.length() + " bytes: the longest has " + MESSAGE_BYTES_MAX);
        }
        boolean here = transport().home().isHere();
        Slice said = here ? bytes : bytes.copy();
        pass("sendMessage", life -> life.sendMessage(kind, number, said));
    }

    /** A message without bytes. */
    public final void sendMessage(int kind, long number) {
        sendMessage(kind, number, Slice.EMPTY);
    }

    /** In lockstep: lets the next frame come to the native protocol, which can ask for it itself. */
    public final void nextFrame() {
        pass("nextFrame", Life::nextFrame);
    }

    /** The native protocol is done with: what it has not consumed, and all that follows, comes to {@link #dataReceived}. */
    public final void takeOver() {
        pass("takeOver", life -> {
            takenOver = true;
            life.frameRaw();
            life.fuse(JAVA);
        });
    }

    @Override
    final void requireInput() {
        if (!takenOver) {
            throw new IllegalStateException("what the connection receives goes to a native protocol: takeOver() first");
        }
    }

    @Override
    final void frameRefused(FrameFault fault) {
        frameMalformed(fault);
    }

    @Override
    final void begin() {
        if (takenOver) {
            return;
        }
        Life life = transport().life();
        if (framing != null) {
            life.frame(framing);
        }
        life.fuse(fused.number());
    }

    /** Now; where the connection is about to move, when it has arrived. */
    private void pass(String method, Consumer<Life> operation) {
        Life life = transport().life();
        if (!transport().loop().inLoop()) {
            throw new IllegalStateException(method + "() is for the loop's thread: use transport().loop().execute()");
        }
        if (life.isAway()) {
            throw new IllegalStateException(method + "(): the connection is handed over: takeBack() first");
        }
        transport().home().pass(() -> operation.accept(life));
    }
}
