package io.millrace;

import io.millrace.engine.Commands;
import io.millrace.engine.Setting;
import java.time.Duration;
import java.util.Objects;

/**
 * How much a connection may hold back, and how long it and its peer may take; see {@link Transport#limits(Limits)}.
 *
 * <pre>
 *     0 ───── lowWaterBytes ───── highWaterBytes ─────────────── unsentBytesMax     bytes unsent
 *              │ drained again      │ crowded from here on         │ ends with LIMIT
 * </pre>
 *
 * <p>The time-outs are kept by a native clock. One that passes while bytes wait in the socket, because this process stood
 * still, ends nothing. Zero is none.
 *
 * <pre>{@code
 * transport.limits(Limits.DEFAULTS.withWater(256 << 10, 1 << 20).withIdle(Duration.ofMinutes(5)));
 * }</pre>
 *
 * @param lowWaterBytes at or below this a crowded connection is drained; 0 to {@code highWaterBytes}
 * @param highWaterBytes with more than this unsent, it is crowded
 * @param unsentBytesMax with more than this unsent it ends with {@link Reason#LIMIT}; {@code highWaterBytes} to 1 GiB
 * @param crowded whether it receives meanwhile
 * @param idle with nothing received or sent for so long it ends with {@link Reason#IDLE}
 * @param read with nothing received for so long, while it reads, it ends with {@link Reason#IDLE}
 * @param write with nothing taken by the peer's TCP for so long, while bytes are unsent, it ends with
 *     {@link Reason#STALLED}
 */
public record Limits(
        int lowWaterBytes,
        int highWaterBytes,
        int unsentBytesMax,
        Crowded crowded,
        Duration idle,
        Duration read,
        Duration write) {
    private static final int UNSENT_LIMIT = 1 << 30;

    /** What a connection does with its input while much of its output is unsent. */
    public enum Crowded {
        /** It receives nothing until it is drained, so that a peer which does not read can cause no more. */
        STOP_RECEIVING,
        /** It goes on. */
        GO_ON
    }

    /**
     * Of a connection that was accepted: 16 KiB and 64 KiB of water, at most 64 MiB unsent, a crowded one receives nothing;
     * and after a minute in which the peer takes nothing it ends.
     */
    public static final Limits DEFAULTS = new Limits(
            16 << 10, 64 << 10, 64 << 20, Crowded.STOP_RECEIVING, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1));

    /** Of one that was made here: it goes on receiving, as who connects may have much to say before it listens. */
    public static final Limits OF_CLIENTS = DEFAULTS.withCrowded(Crowded.GO_ON);

    /** @throws IllegalArgumentException unless {@code 0 <= lowWaterBytes <= highWaterBytes <= unsentBytesMax <= 1 GiB} */
    public Limits {
        Objects.requireNonNull(crowded, "crowded");
        if (lowWaterBytes < 0 || lowWaterBytes > highWaterBytes) {
            throw new IllegalArgumentException("water from " + highWaterBytes + " down to " + lowWaterBytes);
        }
        if (unsentBytesMax < highWaterBytes || unsentBytesMax > UNSENT_LIMIT) {
            throw new IllegalArgumentException(
                    "at most " + unsentBytesMax + " unsent is not within " + highWaterBytes + " and " + UNSENT_LIMIT);
        }
        notNegative(idle);
        notNegative(read);
        notNegative(write);
    }

    private static void notNegative(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a time-out of " + timeout);
        }
    }

    /** With other water marks, the low one first. */
    public Limits withWater(int lowBytes, int highBytes) {
        return new Limits(lowBytes, highBytes, unsentBytesMax, crowded, idle, read, write);
    }

    /** With another limit of what is unsent. */
    public Limits withUnsentMax(int bytes) {
        return new Limits(lowWaterBytes, highWaterBytes, bytes, crowded, idle, read, write);
    }

    /** With another way of being crowded. */
    public Limits withCrowded(Crowded way) {
        return new Limits(lowWaterBytes, highWaterBytes, unsentBytesMax, way, idle, read, write);
    }

    /** With another time-out for both directions together. */
    public Limits withIdle(Duration timeout) {
        return new Limits(lowWaterBytes, highWaterBytes, unsentBytesMax, crowded, timeout, read, write);
    }

    /** With another time-out for what is received. */
    public Limits withRead(Duration timeout) {
        return new Limits(lowWaterBytes, highWaterBytes, unsentBytesMax, crowded, idle, timeout, write);
    }

    /** With another time-out for what is sent. */
    public Limits withWrite(Duration timeout) {
        return new Limits(lowWaterBytes, highWaterBytes, unsentBytesMax, crowded, idle, read, timeout);
    }

    /** Whatever the limits were, each number is within the others when it is set. */
    void set(Commands commands, long connection) {
        commands.set(connection, Setting.LOW_WATER, 0);
        commands.set(connection, Setting.UNSENT_MAX, UNSENT_LIMIT);
        commands.set(connection, Setting.HIGH_WATER, highWaterBytes);
        commands.set(connection, Setting.UNSENT_MAX, unsentBytesMax);
        commands.set(connection, Setting.LOW_WATER, lowWaterBytes);
        commands.set(connection, Setting.CROWDED_INPUT, crowded == Crowded.GO_ON ? 1 : 0);
        commands.set(connection, Setting.IDLE_NANOS, EventLoop.nanos(idle));
        commands.set(connection, Setting.READ_NANOS, EventLoop.nanos(read));
        commands.set(connection, Setting.WRITE_NANOS, EventLoop.nanos(write));
    }
}
