package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.nio.ByteBuffer;

/**
 * A connection's output: what is unsent, and how it leaves, gathered, as far as the kernel takes it.
 *
 * <pre>
 *   write → [ unsent pieces ] → flush → kernel        FIN behind the last byte, once it is finishing
 * </pre>
 *
 * <p>It is crowded from the high-water mark until it is back at the low one, and blocked while the kernel takes no more.
 */
final class Output {
    private static final long FLUSH_BYTES_MAX = 1024 * 1024; // of one connection in one turn
    private static final int GATHER_MAX = 64;
    private static final int PIECE_BYTES = 32; // what a piece costs by itself

    private final Connection connection;
    private final Wire wire;
    private final Chain chain = new Chain();
    private boolean blocked;
    private boolean crowded;
    private boolean finishing;
    private boolean finSent;
    private boolean finishTold;

    Output(Connection connection, Wire wire) {
        this.connection = connection;
        this.wire = wire;
    }

    boolean isEmpty() {
        return chain.isEmpty();
    }

    long bytes() {
        return chain.bytes();
    }

    boolean isBlocked() {
        return blocked;
    }

    boolean isCrowded() {
        return crowded;
    }

    /** No byte may be written behind what there is. */
    boolean isFinishing() {
        return finishing;
    }

    boolean isFinished() {
        return finSent;
    }

    /** Takes the piece. A code; beyond the limit the connection ends. */
    int write(Piece piece) {
        if ((!connection.isOpen() && !connection.isConnecting()) || finishing) {
            piece.release();
            return Codes.WRONG_STATE;
        }
        long unsentMax = connection.settings().unsentMax();
        if (chain.bytes() + (long) chain.pieces() * PIECE_BYTES + piece.length > unsentMax) {
            piece.release();
            connection.end(Ending.local(Codes.REASON_LIMIT, unsentMax), true);
            return Codes.FULL;
        }
        chain.append(blocked && !chain.isContinuedBy(piece) ? loop().gatherer().gather(piece) : piece);
        showUnsent();
        if (chain.bytes() > connection.settings().highWater() && !crowded) {
            crowded = true;
            connection.updateInterest();
        }
        if (connection.isOpen()) {
            loop().willFlush(connection);
        }
        return Codes.OK;
    }

    /** Sends FIN behind the last byte; input goes on. A code. */
    int finish() {
        if (!connection.isOpen() || finishing) {
            return Codes.WRONG_STATE;
        }
        finishing = true;
        loop().willFlush(connection);
        return Codes.OK;
    }

    void flush() {
        long budget = FLUSH_BYTES_MAX;
        while (!chain.isEmpty() && !blocked && budget > 0) {
            ByteBuffer[] pieces = new ByteBuffer[Math.min(GATHER_MAX, chain.pieces())];
            long sent = send(pieces, chain.gather(pieces));
            if (sent < 0) {
                return;
            }
            chain.drop(sent);
            showUnsent();
            budget -= sent;
        }
        if (!relieve() || (!blocked && !chain.isEmpty())) {
            loop().willFlush(connection);
        }
        if (blocked) {
            waitForPeer();
        } else if (chain.isEmpty()) {
            flushed();
        }
    }

    /**
     * Sends at once what the role holds itself, when nothing is unsent. Bytes; if that is not all, it is blocked and the role
     * will be told when it is not; negative: the connection has ended.
     */
    long sendNow(ByteBuffer[] pieces, int count) {
        long sent = send(pieces, count);
        if (blocked) {
            waitForPeer();
        }
        return sent;
    }

    /** Bytes; negative: the connection has ended. */
    private long send(ByteBuffer[] pieces, int count) {
        long result = wire.send(loop(), pieces, count);
        Ending why = result < 0 ? Ending.ofErrno((int) -result) : null;
        if (why != null) {
            connection.end(why, false);
            return result;
        }
        if (pieces[count - 1].hasRemaining()) {
            loop().counters().increment(Records.LOOP_COUNTERS_SENDS_CUT);
            block(true);
        }
        long sent = Math.max(result, 0);
        connection.stats().sent(sent);
        if (sent > 0) {
            connection.patience().sent(loop().now());
        }
        return sent;
    }

    /** The peer takes no more for now. What waits may wait for long. */
    private void waitForPeer() {
        chain.gatherSmall(loop().gatherer());
        connection.patience().beginWaiting(loop().now());
        connection.updateInterest();
    }

    /** The kernel takes more, or another loop is to ask it anew. */
    void unblock() {
        block(false);
    }

    private void block(boolean now) {
        if (now != blocked) {
            loop().counters().add(Records.LOOP_COUNTERS_BLOCKED, now ? 1 : -1);
        }
        blocked = now;
    }

    /** Of the connection, and of all its loop's. */
    private void showUnsent() {
        if (connection.isAttached()) {
            long before = connection.stats().unsentBytes();
            loop().counters().add(Records.LOOP_COUNTERS_UNSENT_BYTES, chain.bytes() - before);
        }
        connection.stats().unsent(chain.bytes());
    }

    /** The connection has come to a loop. */
    void arrived() {
        loop().counters()
                .add(Records.LOOP_COUNTERS_UNSENT_BYTES, connection.stats().unsentBytes());
    }

    /** It is about to leave the loop; another is to ask the kernel anew. */
    void leave() {
        block(false);
        loop().counters()
                .add(Records.LOOP_COUNTERS_UNSENT_BYTES, -connection.stats().unsentBytes());
    }

    /** Back at the low-water mark. False: Java could not be told of it yet. */
    private boolean relieve() {
        if (!crowded || chain.bytes() > connection.settings().lowWater() || !connection.isOpen()) {
            return true;
        }
        if (!connection.role().drained(connection)) {
            return false;
        }
        boolean heldInput = connection.input().isHeld();
        crowded = false;
        if (heldInput) {
            connection.input().goOn();
        }
        return true;
    }

    private void flushed() {
        loop().gatherer().releaseUnused();
        connection.updateInterest();
        if (connection.isFlushing()) {
            connection.beginDraining();
        } else if (connection.isOpen() && finishing) {
            sendFin();
        }
        if (connection.isOpen() && connection.isAttached()) {
            connection.role().writable(connection);
        }
    }

    private void sendFin() {
        int result = shutDown();
        if (result < 0) {
            connection.end(Ending.ofSystem(Codes.REASON_SYSTEM, -result), true);
            return;
        }
        finishTold = finishTold || connection.role().finished(connection);
        if (!finishTold) {
            loop().willFlush(connection);
        } else if (connection.input().hasPeerClosed()) {
            connection.end(Ending.PEER_CLOSED, false);
        }
    }

    /** Sends FIN if it is not out; negative: not possible. */
    int shutDown() {
        int result = finSent ? 0 : wire.finish(loop());
        finSent = finSent || result >= 0;
        return result;
    }

    /** It closes: nobody waits for it to be drained any more. */
    void relax() {
        crowded = false;
    }

    void clear() {
        chain.clear();
        if (connection.isAttached()) {
            block(false);
        }
        showUnsent();
    }

    private NioLoop loop() {
        return connection.loop();
    }
}
