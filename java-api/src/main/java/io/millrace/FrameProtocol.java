package io.millrace;

import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A protocol of frames. They are found in native code and come in batches, {@link #framesReceived}, or one by one,
 * {@link #frameReceived}. {@link io.millrace.framing} has one for each usual framing.
 *
 * <pre>{@code
 * final class Sizes extends FrameProtocol {
 *     Sizes() {
 *         super(Framing.int32(1 << 20));
 *     }
 *
 *     public void frameReceived(Slice frame) {
 *         sendFrame(Integer.toString(frame.length()));
 *     }
 * }
 * }</pre>
 *
 * <p><b>Between frames</b> everything can be asked: {@link #setFraming} for what follows, {@link #setRawMode},
 * {@link Transport#pauseReading}, {@link Transport#handOver}. It holds from behind the present frame on, whatever has been
 * received already; nothing is copied for it.
 */
public abstract class FrameProtocol extends Protocol {
    private Framing framing;

    /** Frames input so from its first byte on. */
    protected FrameProtocol(Framing framing) {
        this.framing = Objects.requireNonNull(framing, "framing");
    }

    /**
     * Frames have come: by default each is given to {@link #frameReceived}.
     *
     * @param frames valid until this returns
     */
    @Override
    public void framesReceived(Frames frames) {
        while (frames.next()) {
            frameReceived(frames.frame());
        }
    }

    /**
     * A frame has come, without its delimiter or length.
     *
     * @param frame valid until this turn of the loop ends
     */
    public void frameReceived(Slice frame) {}

    /**
     * A frame is longer than {@link Framing#lengthMax}. Nothing more is received, unless another framing is set; an answer may
     * be written. By default the connection is closed for a {@link Reason#PROTOCOL_ERROR}.
     */
    public void lengthLimitExceeded(FrameFault fault) {
        transport().closeForProtocolError(fault.offset());
    }

    /** The input is not framed as it should be. As {@link #lengthLimitExceeded}. */
    public void frameMalformed(FrameFault fault) {
        transport().closeForProtocolError(fault.at());
    }

    @Override
    final void frameRefused(FrameFault fault) {
        if (fault.kind() == FrameFault.Kind.TOO_LONG) {
            lengthLimitExceeded(fault);
        } else {
            frameMalformed(fault);
        }
    }

    /** How input is framed; in raw mode, how it was. */
    public final Framing framing() {
        return framing;
    }

    /**
     * Frames input so from here on.
     *
     * @throws IllegalStateException on another thread than the loop's; so the others
     */
    public final void setFraming(Framing wanted) {
        Objects.requireNonNull(wanted, "wanted");
        framing = wanted;
        pass("setFraming", life -> life.frame(wanted));
    }

    /**
     * The same, when more has come in raw mode than was wanted: {@code leftOver}, the end of what {@link #dataReceived} was
     * given, is put back in front of what is still to come.
     */
    public final void setFraming(Framing wanted, Slice leftOver) {
        Objects.requireNonNull(wanted, "wanted");
        pass("setFraming", life -> life.putBack(leftOver));
        setFraming(wanted);
    }

    /** From here on bytes come as they are, to {@link #dataReceived}. */
    public final void setRawMode() {
        pass("setRawMode", Life::frameRaw);
    }

    /** In lockstep: lets the next frame come. */
    public final void nextFrame() {
        pass("nextFrame", Life::nextFrame);
    }

    /**
     * Sends a frame in the framing of the input. The one just received goes back without being copied.
     *
     * @throws IllegalArgumentException if it is longer than the framing allows, or has the delimiter within
     */
    public final void sendFrame(Slice frame) {
        Frames batch = transport().life().batch();
        if (batch != null && batch.isPresent(frame) && framing.sendsAsReceived()) {
            transport().write(batch.whole());
            return;
        }
        framing.require(frame);
        byte[] head = framing.head(frame.length());
        if (head.length > 0) {
            transport().write(head);
        }
        transport().write(frame);
        if (framing.tail().length > 0) {
            transport().write(framing.tail());
        }
    }

    /** Sends text as UTF-8; see {@link #sendFrame(Slice)}. */
    public final void sendFrame(CharSequence frame) {
        sendFrame(Slice.of(frame.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    final void begin() {
        transport().life().frame(framing);
    }

    /** Now; where the connection is about to move, when it has arrived. */
    private void pass(String method, Consumer<Life> operation) {
        Home home = transport().home();
        if (!home.loop().inLoop()) {
            throw new IllegalStateException(method + "() is for the loop's thread: use transport().loop().execute()");
        }
        home.pass(() -> operation.accept(transport().life()));
    }
}
