package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * One connection: a wire, what is unread, what is unsent.
 *
 * <pre>
 *   connecting → open → flushing → draining → ended
 *                 │        (close: flush, then FIN, then wait for the peer's)
 *                 └── abort, error, deadline ──→ ended
 * </pre>
 *
 * <p>It belongs to one loop at a time. Moving it detaches it from one and attaches it to another, with all that it has.
 */
final class Connection extends Slot implements Watched {
    private enum Phase {
        CONNECTING,
        OPEN,
        FLUSHING,
        DRAINING,
        ENDED
    }

    private static final long FLUSH_BYTES_MAX = 1024 * 1024; // of one connection in one turn
    private static final int GATHER_MAX = 64;
    private static final int PIECE_BYTES = 32; // what a piece costs by itself
    // While it is closing: without the kernel taking a byte; and for the peer's FIN after it has taken all.
    private static final long CLOSING_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long DRAIN_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    /** How what is received becomes events; the loop's own notes. */
    final DelimiterFramer framer = new DelimiterFramer();

    int framing = Codes.FRAMING_RAW;
    boolean lockstep;
    boolean holding; // in lockstep, a frame is with Java; or input is refused for good
    boolean paused; // Java asked for no input

    private final Wire wire;
    private final ConnectionStats stats;
    private final Settings settings;
    private final Inbound inbound = new Inbound();
    private final Chain outbound = new Chain();
    private final Patience patience = new Patience(this);
    private NioControlLoop home;
    private SelectionKey key; // null while no loop watches it
    private Ending ending;
    private Phase phase = Phase.OPEN;
    private boolean reading = true;
    private boolean blocked;
    private boolean peerClosed;
    private boolean crowded; // past the high-water mark, and not yet back at the low one
    private boolean finishing;
    private boolean finSent;
    private boolean finishTold;
    private boolean starved; // waits for memory to receive into

    Connection(long handle, NioControlLoop home, SocketChannel channel, ByteBuffer statsBlock) {
        super(handle, home.number());
        this.home = home;
        wire = new Wire(channel);
        settings = new Settings(channel);
        stats = new ConnectionStats(statsBlock, handle, owner);
        tellState();
    }

    // ---- Which loop it is on

    /** Begins on its loop. False: the kernel refused, and the loop should end it. */
    boolean attach() {
        stats.loop(home.number());
        blocked = false;
        key = loop().watch(this, wire.channel(), reading ? SelectionKey.OP_READ : 0);
        if (key == null) {
            return false;
        }
        patience.begin(loop().now());
        if (!outbound.isEmpty() || phase == Phase.FLUSHING) {
            loop().willFlush(this);
        }
        if (!inbound.isEmpty()) {
            lookAgain();
        }
        tellState();
        return true;
    }

    /** {@code connected}: it is there already, and no event will say so. */
    boolean attachConnecting(boolean connected, long timeoutNanos) {
        phase = Phase.CONNECTING;
        settings.allowCrowdedInput();
        tellState();
        key = loop().watch(this, wire.channel(), SelectionKey.OP_CONNECT);
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
        loop().letGo(this, key);
        loop().willNotFlush(this);
        patience.stop();
        key = null;
        starved = false;
        reading = true;
    }

    /** It belongs to that loop from here on, which will attach it, or end it. */
    void passTo(NioControlLoop loop) {
        home = loop;
        owner = loop.number();
    }

    NioLoop loop() {
        return home.loop();
    }

    boolean isAttached() {
        return key != null;
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

    boolean isBlocked() {
        return blocked;
    }

    boolean hasPeerFinished() {
        return peerClosed;
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

    Inbound inbound() {
        return inbound;
    }

    SocketChannel channel() {
        return wire.channel();
    }

    // ---- Input

    @Override
    public void ready(int operations) {
        if (phase == Phase.CONNECTING) {
            finishConnecting();
            return;
        }
        if (starved) {
            starved = false;
            updateInterest();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0 && blocked) {
            blocked = false;
            flush();
            if (isAttached()) {
                updateInterest();
            }
        }
        boolean input = (operations & SelectionKey.OP_READ) != 0;
        if (phase == Phase.DRAINING) {
            drain();
        } else if (phase == Phase.OPEN && (operations == 0 || (input && reading && !peerClosed))) {
            home.readable(this);
        }
    }

    private void finishConnecting() {
        loop().counters().increment(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            if (!wire.channel().finishConnect()) {
                return;
            }
        } catch (IOException failed) {
            end(new Ending(Codes.REASON_REFUSED, Codes.BY_PEER, Errno.of(failed)), false);
            return;
        }
        phase = Phase.OPEN;
        patience.setDeadline(Timers.NEVER);
        updateInterest();
        patience.begin(loop().now());
        tellState();
        if (!outbound.isEmpty()) {
            loop().willFlush(this); // written before it was there
        }
        home.connected(this);
    }

    /** Bytes received, 0 at the peer's end; negative when there was nothing, or it ended. */
    int receive() {
        int received = inbound.receive(loop(), wire);
        if (received == Inbound.NO_ROOM) {
            // At the pool's ceiling it reads nothing for a while; the peer's TCP holds the bytes.
            starved = true;
            updateInterest();
            loop().retryLater(this);
            return received;
        }
        return count(received);
    }

    /** As above, into memory of the caller's. */
    int receiveInto(ByteBuffer memory) {
        return inbound.isEmpty() ? count(wire.receive(loop(), memory)) : inbound.copyTo(loop(), memory);
    }

    private int count(int received) {
        if (received > 0) {
            stats.received(received);
            patience.received(loop().now());
        } else if (received < 0) {
            Ending why = Ending.ofErrno(-received);
            if (why != null) {
                end(why, false);
            }
        }
        return received;
    }

    boolean hasWaitingInput() {
        return wire.waitingBytes(loop()) > 0;
    }

    boolean reads() {
        return reading && !peerClosed && !starved && !holdsInput() && phase != Phase.CONNECTING;
    }

    /** Crowded, and to receive nothing meanwhile. */
    boolean holdsInput() {
        return crowded && !settings.crowdedInput();
    }

    void lookAgain() {
        loop().makeReady(this);
    }

    void pauseReading() {
        reading = false;
        updateInterest();
    }

    void resumeReading() {
        if (!reading && !peerClosed) {
            reading = true;
            beginReading();
        }
    }

    private void beginReading() {
        patience.beginReading(loop().now());
        updateInterest();
    }

    /** A setting has changed that says whether it reads. */
    void reconsiderReading() {
        updateInterest();
        if (!inbound.isEmpty() && isAttached() && reads()) {
            lookAgain();
        }
    }

    // ---- Output

    /** Takes the piece. A code; beyond the limit the connection ends. */
    int write(Piece piece) {
        if ((phase != Phase.OPEN && phase != Phase.CONNECTING) || finishing) {
            piece.release();
            return Codes.WRONG_STATE;
        }
        if (outbound.bytes() + (long) outbound.pieces() * PIECE_BYTES + piece.length > settings.unsentMax()) {
            piece.release();
            end(Ending.local(Codes.REASON_LIMIT, settings.unsentMax()), true);
            return Codes.FULL;
        }
        outbound.append(piece);
        stats.unsent(outbound.bytes());
        if (outbound.bytes() > settings.highWater() && !crowded) {
            crowded = true;
            if (phase == Phase.OPEN) {
                updateInterest();
            }
        }
        if (phase == Phase.OPEN) {
            loop().willFlush(this);
        }
        return Codes.OK;
    }

    /** Sends FIN behind the last byte; input goes on. */
    int finish() {
        if (phase != Phase.OPEN || finishing) {
            return Codes.WRONG_STATE;
        }
        finishing = true;
        loop().willFlush(this);
        return Codes.OK;
    }

    void flush() {
        long budget = FLUSH_BYTES_MAX;
        while (!outbound.isEmpty() && !blocked && budget > 0) {
            ByteBuffer[] pieces = new ByteBuffer[Math.min(GATHER_MAX, outbound.pieces())];
            long sent = wire.send(loop(), pieces, outbound.gather(pieces));
            Ending why = sent < 0 ? Ending.ofErrno((int) -sent) : null;
            if (why != null) {
                end(why, false);
                return;
            }
            sent(Math.max(sent, 0));
            blocked = pieces[pieces.length - 1].hasRemaining();
            budget -= Math.max(sent, 0);
        }
        if (!relieve() || (!blocked && !outbound.isEmpty())) {
            loop().willFlush(this);
        }
        if (blocked) {
            patience.beginWaiting(loop().now());
            updateInterest();
        } else if (outbound.isEmpty()) {
            flushed();
        }
    }

    private void sent(long bytes) {
        outbound.drop(bytes);
        stats.sent(bytes);
        stats.unsent(outbound.bytes());
        if (bytes > 0) {
            patience.sent(loop().now());
        }
    }

    /** Back at the low-water mark. False: Java could not be told of it yet. */
    private boolean relieve() {
        if (!crowded || outbound.bytes() > settings.lowWater() || phase != Phase.OPEN) {
            return true;
        }
        if (!home.tell(Codes.EVENT_DRAINED, this)) {
            return false;
        }
        boolean heldInput = holdsInput();
        crowded = false;
        if (heldInput) {
            beginReading();
            if (!inbound.isEmpty()) {
                lookAgain();
            }
        }
        return true;
    }

    private void flushed() {
        updateInterest();
        if (phase == Phase.FLUSHING) {
            beginDraining();
        } else if (phase == Phase.OPEN && finishing) {
            sendFin();
        }
    }

    private void sendFin() {
        int result = finSent ? 0 : wire.finish(loop());
        if (result < 0) {
            end(Ending.ofSystem(Codes.REASON_SYSTEM, -result), true);
            return;
        }
        finSent = true;
        finishTold = finishTold || home.tell(Codes.EVENT_FINISHED, this);
        if (!finishTold) {
            loop().willFlush(this);
        } else if (peerClosed) {
            end(Ending.PEER_CLOSED, false);
        }
    }

    // ---- Its end

    /** Ends it when the rest is sent. Idempotent. */
    void close(Ending why) {
        if (phase == Phase.CONNECTING) {
            end(why, true);
        } else if (phase == Phase.OPEN) {
            phase = Phase.FLUSHING;
            ending = why;
            reading = crowded = false;
            tellState();
            beginClosingWatch();
            updateInterest();
            loop().willFlush(this);
        }
    }

    /** The end of input was seen. */
    void peerClosed() {
        peerClosed = true;
        inbound.clear();
        if (!settings.halfClose() || phase != Phase.OPEN) {
            close(Ending.PEER_CLOSED);
            return;
        }
        home.peerFinished(this);
        if (finSent) {
            end(Ending.PEER_CLOSED, false);
        } else {
            updateInterest();
        }
    }

    private void beginClosingWatch() {
        patience.sent(loop().now());
        setDeadline(DRAIN_NANOS_MAX);
    }

    /**
     * Closing a socket with unread input would send RST and could destroy what the peer has not read yet. So: our FIN, then
     * what the peer still sends is read and forgotten until its FIN, for a while.
     */
    private void beginDraining() {
        inbound.clear();
        if (peerClosed || (!finSent && wire.finish(loop()) < 0)) {
            end(ending, false);
            return;
        }
        phase = Phase.DRAINING;
        finSent = true;
        beginClosingWatch();
        reading = true;
        updateInterest();
    }

    private void drain() {
        ReceiveBuffer buffer = loop().received();
        if (!buffer.reserve(ReceiveBuffer.LEAST_ROOM)) {
            end(ending, false);
            return;
        }
        int received = wire.receive(loop(), buffer.room());
        if (received > 0) {
            stats.received(received);
        } else if (received == 0 || Ending.ofErrno(-received) != null) {
            end(ending, false);
        }
    }

    void deadlinePassed(long now) {
        switch (phase) {
            case CONNECTING -> end(Ending.ofSystem(Codes.REASON_REFUSED, Errno.ETIMEDOUT), false);
            case FLUSHING, DRAINING -> checkClosing(now);
            default -> end(Ending.local(Codes.REASON_IDLE, 0), true);
        }
    }

    /** A slow reader gets its whole answer: what counts is that the kernel takes bytes. It sends the last ones by itself. */
    private void checkClosing(long now) {
        if (phase == Phase.DRAINING) {
            end(ending, false);
        } else if (patience.sinceProgress(now) >= CLOSING_NANOS_MAX) {
            end(Ending.local(Codes.REASON_IDLE, outbound.bytes()), true);
        } else {
            setDeadline(DRAIN_NANOS_MAX);
        }
    }

    /** Ends it with IDLE unless moved or lifted (0) before. */
    void setDeadline(long nanosFromNow) {
        patience.setDeadline(nanosFromNow == 0 ? Timers.NEVER : loop().readClock() + Timers.bounded(nanosFromNow));
    }

    void abort() {
        end(Ending.LOCAL_ABORT, true);
    }

    /** Ends it now. With {@code reset} the peer sees RST. */
    void end(Ending why, boolean reset) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        ending = why;
        if (key != null) {
            loop().unwatch(this, key);
            key = null;
        }
        loop().willNotFlush(this);
        patience.stop();
        wire.close(reset);
        inbound.clear();
        outbound.clear();
        blocked = false;
        stats.unsent(0);
        tellState();
        home.ended(this);
    }

    private void updateInterest() {
        if (key == null) {
            return;
        }
        int interest = phase == Phase.CONNECTING
                ? SelectionKey.OP_CONNECT
                : (reads() ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0);
        loop().rewatch(key, interest);
    }

    private void tellState() {
        stats.state(
                switch (phase) {
                    case CONNECTING -> Codes.CONN_CONNECTING;
                    case OPEN -> Codes.CONN_OPEN;
                    case FLUSHING, DRAINING -> Codes.CONN_CLOSING;
                    case ENDED -> Codes.CONN_ENDED;
                });
    }
}
