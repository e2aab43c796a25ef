package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection: a wire, what is unread, what is unsent, and the role that decides what becomes of both.
 *
 * <pre>
 *   connecting → open → flushing → draining → ended
 *                 │        (close: flush, then FIN, then wait for the peer's)
 *                 └── abort, error, deadline ──→ ended
 * </pre>
 *
 * <p>It belongs to one loop at a time. Handing it over, and moving it, detaches it from one loop and attaches it to another,
 * with all that it has.
 */
final class Connection extends Slot implements Watched, Flushable {
    /** Where it is on its way from the first byte to the last. */
    enum Phase {
        CONNECTING,
        OPEN,
        FLUSHING,
        DRAINING,
        ENDED
    }

    private static final int BATCH_LIMIT = 0xffff;

    // The role's own notes: how what is received becomes events.
    Framer framer; // null until frames are asked for
    int framing = Codes.FRAMING_RAW;
    boolean lockstep;
    boolean holding; // in lockstep, a frame is with Java; or input is refused for good
    boolean paused; // Java asked for no input
    long toldTurn; // of this loop, in which Java was given it or its input: it may want another framing
    private int batchMax = BATCH_LIMIT; // frames that Java is given at once

    private final Wire wire;
    private final ConnectionStats stats;
    private final Settings settings;
    private final Input input;
    private final Output output;
    private final Closing closing = new Closing(this);
    private final Patience patience = new Patience(this);
    private NioControlLoop home;
    private NioLoop loop; // null on its way from one to another
    private Role role;
    private SelectionKey key; // null while no loop watches it
    private Ending ending;
    private Phase phase = Phase.OPEN;

    /** {@code home}: the control loop that it comes home to. */
    Connection(long handle, NioControlLoop home, SocketChannel channel, ByteBuffer statsBlock) {
        super(handle, home.number());
        this.home = home;
        wire = new Wire(channel);
        input = new Input(this, wire);
        output = new Output(this, wire);
        settings = new Settings(channel);
        stats = new ConnectionStats(
                statsBlock, handle, owner, home.loop().platform().clock());
        enter(Phase.OPEN);
    }

    // ---- Which loop it is on

    /** Begins on a loop under a role. False: the kernel refused, and the loop should end it. */
    boolean attach(NioLoop loop, Role role) {
        this.loop = loop;
        this.role = role;
        stats.loop(loop.number());
        output.arrived();
        key = loop.watch(this, wire.channel(), input.isWanted() ? SelectionKey.OP_READ : 0);
        if (key == null) {
            return false;
        }
        patience.begin(loop.now());
        if (!output.isEmpty() || phase == Phase.FLUSHING) {
            loop.willFlush(this);
        }
        if (!inbound().isEmpty()) {
            lookAgain();
        }
        enter(phase);
        return true;
    }

    /** {@code connected}: it is there already, and no event will say so. */
    boolean attachConnecting(NioLoop loop, Role role, boolean connected, long timeoutNanos) {
        this.loop = loop;
        this.role = role;
        output.arrived();
        enter(Phase.CONNECTING);
        settings.allowCrowdedInput();
        key = loop.watch(this, wire.channel(), SelectionKey.OP_CONNECT);
        if (key != null && timeoutNanos != 0) {
            setDeadline(timeoutNanos);
        }
        if (connected) {
            lookAgain();
        }
        return key != null;
    }

    /** Lets go of the loop; the caller passes it on. */
    void detach() {
        if (key != null) {
            loop.letGo(this, key);
            key = null;
        }
        loop.willNotFlush(this);
        patience.stop();
        output.leave();
        loop = null;
        input.reset();
    }

    /** It comes home to that control loop from here on. */
    void settleAt(NioControlLoop home) {
        this.home = home;
    }

    NioControlLoop home() {
        return home;
    }

    NioLoop loop() {
        return loop;
    }

    Role role() {
        return role;
    }

    void role(Role role) {
        this.role = role;
    }

    boolean isAttached() {
        return loop != null;
    }

    Phase phase() {
        return phase;
    }

    /** By those who move it through its life. */
    void enter(Phase phase) {
        this.phase = phase;
        stats.state(
                switch (phase) {
                    case CONNECTING -> Codes.CONN_CONNECTING;
                    case OPEN -> Codes.CONN_OPEN;
                    case FLUSHING, DRAINING -> Codes.CONN_CLOSING;
                    case ENDED -> Codes.CONN_ENDED;
                });
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean isConnecting() {
        return phase == Phase.CONNECTING;
    }

    boolean isEnded() {
        return phase == Phase.ENDED;
    }

    Ending ending() {
        return ending;
    }

    ConnectionStats stats() {
        return stats;
    }

    Settings settings() {
        return settings;
    }

    Patience patience() {
        return patience;
    }

    Input input() {
        return input;
    }

    /** What is unread. */
    Inbound inbound() {
        return input.unread();
    }

    Output output() {
        return output;
    }

    SocketChannel channel() {
        return wire.channel();
    }

    // ---- What its loop tells it

    @Override
    public void ready(int operations) {
        if (phase == Phase.CONNECTING) {
            finishConnecting();
            return;
        }
        input.tryAgain();
        if ((operations & SelectionKey.OP_WRITE) != 0 && output.isBlocked()) {
            output.unblock();
            flush();
            if (isAttached()) {
                updateInterest();
            }
        }
        if (isAttached() && !isEnded()) {
            readyToRead(operations);
        }
    }

    private void readyToRead(int operations) {
        boolean there = (operations & SelectionKey.OP_READ) != 0;
        if (phase == Phase.DRAINING) {
            closing.drain();
        } else if (there && input.isWatchedForHangup()) {
            input.lookForHangup();
        } else if (phase == Phase.OPEN && (operations == 0 || (there && input.isOn()))) {
            role.readable(this);
        }
    }

    private void finishConnecting() {
        loop.counters().increment(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            if (!wire.channel().finishConnect()) {
                return;
            }
        } catch (IOException failed) {
            end(new Ending(Codes.REASON_REFUSED, Codes.BY_PEER, Errno.of(failed)), false);
            return;
        }
        enter(Phase.OPEN);
        patience.setDeadline(Timers.NEVER);
        updateInterest();
        patience.begin(loop.now());
        if (!output.isEmpty()) {
            loop.willFlush(this); // written before it was there
        }
        role.connected(this);
    }

    void lookAgain() {
        loop.makeReady(this);
    }

    @Override
    public void flush() {
        output.flush();
    }

    /** Java has decided what is to come next. A code. */
    int goOn() {
        if (!paused && isOpen()) {
            input.resume();
            input.reconsider();
        }
        return Codes.OK;
    }

    // ---- Its end

    /** Ends it when the rest is sent. Idempotent. */
    void close(Ending why) {
        if (phase == Phase.CONNECTING) {
            end(why, true);
        } else if (phase == Phase.OPEN) {
            input.stop();
            output.relax();
            closing.begin(why);
            updateInterest();
        }
    }

    /** By its output, which is all sent. */
    void beginDraining() {
        closing.beginDraining();
    }

    boolean isFlushing() {
        return phase == Phase.FLUSHING;
    }

    void deadlinePassed(long now) {
        switch (phase) {
            case CONNECTING -> end(Ending.ofSystem(Codes.REASON_REFUSED, Errno.ETIMEDOUT), false);
            case FLUSHING, DRAINING -> closing.check(now);
            default -> end(Ending.local(Codes.REASON_IDLE, 0), true);
        }
    }

    /** Ends it with IDLE unless moved or lifted (0) before. */
    void setDeadline(long nanosFromNow) {
        patience.setDeadline(nanosFromNow == 0 ? Timers.NEVER : loop.readClock() + Timers.bounded(nanosFromNow));
    }

    void abort() {
        end(Ending.LOCAL_ABORT, true);
    }

    /** Ends it now. With {@code reset} the peer sees RST. */
    void end(Ending why, boolean reset) {
        if (phase == Phase.ENDED) {
            return;
        }
        enter(Phase.ENDED);
        ending = why;
        if (key != null) {
            loop.unwatch(this, key);
            key = null;
        }
        if (loop != null) {
            loop.willNotFlush(this);
            patience.stop();
        }
        wire.close(reset);
        inbound().clear();
        output.clear();
        role.ended(this);
    }

    void updateInterest() {
        if (key != null) {
            loop.rewatch(key, interest());
        }
    }

    private int interest() {
        if (phase == Phase.CONNECTING) {
            return SelectionKey.OP_CONNECT;
        }
        return (input.isWanted() ? SelectionKey.OP_READ : 0) | (output.isBlocked() ? SelectionKey.OP_WRITE : 0);
    }

    // ---- Framing

    int batchMax() {
        return batchMax;
    }

    /** Java had a use for so few of a batch: the next one has hardly more, those behind it twice as many each. */
    void shortenBatch(int frames) {
        batchMax = Math.max(1, Math.min(frames, BATCH_LIMIT));
    }

    void deliveredBatch(int frames) {
        if (frames == batchMax) {
            batchMax = Math.min(2 * batchMax, BATCH_LIMIT);
        }
    }

    void restartFraming() {
        if (framer != null) {
            framer.restart();
        }
    }

    /** How many bytes the frame takes that the unread input begins with; 0 if that is not known. */
    int wantedBytes() {
        return framing == Codes.FRAMING_RAW || framer == null ? 0 : framer.wanted();
    }
}
