package io.millrace.testkit;

import io.millrace.Ending;
import io.millrace.Protocol;
import io.millrace.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The other side of a connection of a {@link TestLoop}. It reads whatever is sent to it, and answers the connection's end with
 * its own, unless it is told otherwise. When a method returns, the loop has nothing left to do.
 *
 * <pre>{@code
 * TestPeer peer = new TestLoop().connect(new Echo());
 * peer.takes(3).send("hello");                  // a slow reader
 * assert peer.received().equals("hel");
 * peer.takesAll();
 * assert peer.received().equals("lo");
 * }</pre>
 */
public final class TestPeer {
    private final TestLoop loop;
    private final MemorySocket socket;
    private final TestLoop.Remembered made;

    TestPeer(TestLoop loop, MemorySocket socket, TestLoop.Remembered made) {
        this.loop = loop;
        this.socket = socket;
        this.made = made;
    }

    // ---- What it does

    /**
     * Sends bytes, which the connection receives at once: up to 4 KiB in one piece, more as the loop's buffer has room. Nothing
     * is put together with what was sent before, but by the framing.
     *
     * @throws IllegalStateException if it has finished
     */
    public TestPeer send(byte... bytes) {
        socket.send(ByteBuffer.wrap(bytes.clone()));
        return run();
    }

    /** Sends text as UTF-8; see {@link #send(byte...)}. */
    public TestPeer send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends text as UTF-8, each byte in a piece of its own; see {@link #send(byte...)}. */
    public TestPeer sendBytewise(String text) {
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            send(one);
        }
        return this;
    }

    /** Says that it sends no more, and goes on reading. */
    public TestPeer finish() {
        socket.peerFinishes();
        return run();
    }

    /** Goes away with a reset. */
    public TestPeer reset() {
        socket.peerResets();
        return run();
    }

    /** Takes so many bytes more, and then none until it is told again; what it does not take is unsent. 0 or more. */
    public TestPeer takes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a peer that takes " + bytes + " bytes");
        }
        socket.room(bytes);
        return run();
    }

    /** Takes all that comes, as at first. */
    public TestPeer takesAll() {
        socket.room(Long.MAX_VALUE);
        return run();
    }

    /** Does not answer the end of the connection's half with its own, until {@link #finish}. */
    public TestPeer staysOpen() {
        socket.peerStays();
        return this;
    }

    private TestPeer run() {
        loop.run();
        return this;
    }

    // ---- What it sees

    /** The bytes that it has received since this was last asked. */
    public byte[] receivedBytes() {
        return socket.take();
    }

    /** The same as UTF-8. */
    public String received() {
        return new String(receivedBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the connection sends no more. */
    public boolean isFinished() {
        return socket.hasFinished();
    }

    /** Whether the connection was ended by a reset. */
    public boolean isReset() {
        return socket.wasReset();
    }

    // ---- What is on the other side

    /**
     * How the connection has ended.
     *
     * @throws IllegalStateException if it has not
     */
    public Ending ended() {
        return transport().ending().orElseThrow(() -> new IllegalStateException("the connection has not ended"));
    }

    /** Whether the connection is there, and has not ended. */
    public boolean isOpen() {
        return made.protocol() != null && transport().ending().isEmpty();
    }

    /** The connection's transport. */
    public Transport transport() {
        return protocol().transport();
    }

    /**
     * Its protocol.
     *
     * @throws IllegalStateException if the factory has made none
     */
    public Protocol protocol() {
        if (made.protocol() == null) {
            throw new IllegalStateException("the factory has refused the connection");
        }
        return made.protocol();
    }
}
