package io.millrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What lies between a connection of the loop and its peer, in place of a kernel.
 *
 * <pre>
 *   peer:  send ──► pieces ──► receive        one piece a receive, never two put together
 *          taken ◄──────────── transmit       as many bytes as the peer has room for
 * </pre>
 */
final class MemorySocket {
    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private long room = Long.MAX_VALUE;
    private boolean peerFinished;
    private boolean peerStays; // open, when the loop's side has finished
    private boolean peerReset;
    private boolean finished; // the loop's side: sends no more
    private boolean closed;
    private boolean reset;

    // ---- The loop's side

    boolean isReadable() {
        return !pieces.isEmpty() || peerFinished || peerReset;
    }

    boolean isWritable() {
        return room > 0 || peerReset;
    }

    /** Bytes received, 0 for none now, -1 at the peer's end. */
    int receive(ByteBuffer into) throws IOException {
        if (peerReset) {
            throw new IOException("Connection reset");
        }
        ByteBuffer piece = pieces.peek();
        if (piece == null) {
            return peerFinished ? -1 : 0;
        }
        int count = Math.min(piece.remaining(), into.remaining());
        into.put(into.position(), piece, piece.position(), count);
        into.position(into.position() + count);
        piece.position(piece.position() + count);
        if (!piece.hasRemaining()) {
            pieces.remove();
        }
        return count;
    }

    /** Bytes sent, as far as there is room. */
    int transmit(ByteBuffer from) throws IOException {
        if (peerReset) {
            throw new IOException("Broken pipe");
        }
        byte[] some = new byte[(int) Math.min(room, from.remaining())];
        from.get(some);
        taken.writeBytes(some);
        room -= room == Long.MAX_VALUE ? 0 : some.length;
        return some.length;
    }

    void finish() {
        finished = true;
        peerFinished |= !peerStays;
    }

    void close(boolean withReset) {
        closed = true;
        reset = withReset;
        finish();
    }

    // ---- The peer's side

    void send(ByteBuffer piece) {
        if (peerFinished || peerReset) {
            throw new IllegalStateException(
                    "the peer has finished, or has answered the end of the connection with its own:"
                            + " it sends no more");
        }
        if (!closed && piece.hasRemaining()) {
            pieces.add(piece);
        }
    }

    byte[] take() {
        byte[] bytes = taken.toByteArray();
        taken.reset();
        return bytes;
    }

    void room(long bytes) {
        room = bytes;
    }

    void peerStays() {
        peerStays = true;
    }

    void peerFinishes() {
        peerFinished = true;
    }

    void peerResets() {
        peerReset = true;
        pieces.clear();
    }

    boolean hasFinished() {
        return finished;
    }

    boolean wasReset() {
        return reset;
    }
}
