package io.millrace.engine.nio;

import java.nio.ByteBuffer;

/**
 * A connection's input: whether it receives, and what was received and is unread.
 *
 * <pre>
 *   it reads unless its role paused it, its output is crowded, memory is short, or its peer has finished
 * </pre>
 */
final class Input {
    /** What a peer may send that nobody reads for now, before its end is not looked for any more. */
    private static final int UNREAD_BYTES_MAX = 64 * 1024;

    private final Connection connection;
    private final Wire wire;
    private final Inbound unread = new Inbound();
    private boolean reading = true;
    private boolean peerClosed;
    private boolean starved; // waits for memory to receive into
    private boolean hangupWatched;

    Input(Connection connection, Wire wire) {
        this.connection = connection;
        this.wire = wire;
    }

    Inbound unread() {
        return unread;
    }

    /** The role wants it, and there may be some. */
    boolean isOn() {
        return reading && !peerClosed;
    }

    boolean hasPeerClosed() {
        return peerClosed;
    }

    /** Whether the kernel is asked to tell of input. */
    boolean isWanted() {
        return reads() || (hangupWatched && !starved);
    }

    boolean reads() {
        return isOn() && !starved && !isHeld() && !connection.isConnecting();
    }

    /** Its output is crowded, and it is to receive nothing meanwhile. */
    boolean isHeld() {
        return connection.output().isCrowded() && !connection.settings().crowdedInput();
    }

    // ---- Receiving

    /** Bytes received, 0 at the peer's end; negative when there was nothing, or it ended. */
    int receive() {
        int received = unread.receive(connection.loop(), wire, connection.wantedBytes());
        if (received == Inbound.NO_ROOM) {
            // At the pool's ceiling it reads nothing for a while; the peer's TCP holds the bytes.
            starved = true;
            connection.updateInterest();
            connection.loop().retryLater(connection);
            return received;
        }
        return count(received);
    }

    /** As above, into memory of the caller's. */
    int receiveInto(ByteBuffer memory) {
        NioLoop loop = connection.loop();
        return unread.isEmpty() ? count(wire.receive(loop, memory)) : unread.copyTo(loop, memory);
    }

    private int count(int received) {
        if (received > 0) {
            connection.stats().received(received);
            connection.patience().received(connection.loop().now());
        } else if (received < 0) {
            Ending why = Ending.ofErrno(-received);
            if (why != null) {
                connection.end(why, false);
            }
        }
        return received;
    }

    /** Receives once, for nobody. Bytes, 0 at the peer's end, also when there is no memory, or {@code -errno}. */
    int discard() {
        ReceiveBuffer buffer = connection.loop().received();
        if (!buffer.reserve(ReceiveBuffer.LEAST_ROOM)) {
            return 0;
        }
        int received = wire.receive(connection.loop(), buffer.room());
        if (received > 0) {
            connection.stats().received(received);
        }
        return received;
    }

    boolean isWaiting() {
        return wire.waitingBytes(connection.loop()) > 0;
    }

    /** The moment is over for which memory was short. */
    void tryAgain() {
        if (starved) {
            starved = false;
            connection.updateInterest();
        }
    }

    // ---- Whether it reads

    void pause() {
        reading = false;
        connection.updateInterest();
    }

    void resume() {
        if (!reading && !peerClosed) {
            reading = true;
            goOn();
        }
    }

    /** What kept it from reading is over. */
    void goOn() {
        connection.patience().beginReading(connection.loop().now());
        reconsider();
    }

    /** Something has changed that says whether it reads. */
    void reconsider() {
        connection.updateInterest();
        if (!unread.isEmpty() && connection.isOpen() && reads()) {
            connection.lookAgain();
        }
    }

    /** It closes. */
    void stop() {
        reading = hangupWatched = false;
    }

    /** It leaves its loop; whether to read is for the next role to say. */
    void reset() {
        starved = hangupWatched = false;
        reading = true;
    }

    // ---- The peer's end

    /** It was seen: closes after what is owed was sent, or goes on with half. */
    void peerClosed() {
        peerClosed = true;
        unread.clear();
        boolean goesOn = connection.settings().halfClose() && connection.isOpen();
        if (!goesOn || !connection.role().peerFinished(connection)) {
            connection.close(Ending.PEER_CLOSED);
        } else if (connection.output().isFinished()) {
            connection.end(Ending.PEER_CLOSED, false);
        } else {
            connection.updateInterest();
        }
    }

    /**
     * Ends the connection when its peer closes, though nobody reads: for a role that only writes. The JDK tells of that by
     * input alone, so what the peer sends is received, and kept for the next role, as far as there is room.
     */
    void watchForHangup() {
        hangupWatched = !connection.settings().halfClose() && unread.bytes() < UNREAD_BYTES_MAX;
        connection.updateInterest();
    }

    boolean isWatchedForHangup() {
        return hangupWatched;
    }

    void lookForHangup() {
        int received = receive();
        if (received == 0) {
            connection.end(Ending.PEER_CLOSED, true);
        } else if (unread.bytes() >= UNREAD_BYTES_MAX) {
            hangupWatched = false;
            connection.updateInterest();
        }
    }
}
