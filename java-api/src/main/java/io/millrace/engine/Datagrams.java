package io.millrace.engine;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A socket for datagrams, which are sent with one command each. Bytes that this loop has received are named where they are; all
 * others are copied once, into the segment that the loop's {@link Output} writes to. On the loop's thread only.
 */
public final class Datagrams {
    private final EngineLoop engine;
    private final Output output;
    private final long handle;

    // Whom it has to do with, who is often the same for long; null: nobody yet.
    private RawAddress sender;
    private RawAddress receiver;

    Datagrams(EngineLoop engine, long handle) {
        this.engine = engine;
        this.output = engine.output();
        this.handle = handle;
    }

    /** Its handle. */
    public long handle() {
        return handle;
    }

    /** Where a datagram came from: the same object as the time before, if that was the same place. */
    public InetSocketAddress sender(int event) {
        Events events = engine.events();
        if (sender == null || !events.isFrom(event, sender)) {
            sender = RawAddress.of(events.sender(event));
        }
        return sender.address();
    }

    /** Sends a piece of a segment, without copying, if this loop may name it; false if it may not. */
    public boolean refer(InetSocketAddress to, Lifetime lifetime, int segment, int offsetInBlock, int length) {
        if (!lifetime.belongsTo(engine.holds())) {
            return false;
        }
        int offset = offsetInBlock - engine.memory().startOf(segment);
        engine.commands().sendTo(handle, segment, offset, length, raw(to));
        return true;
    }

    /**
     * Sends a copy of bytes; the buffer's position and limit play no part.
     *
     * @throws IllegalStateException if it is a mapped file that was truncated; nothing is sent then
     */
    public void copy(InetSocketAddress to, ByteBuffer bytes, int from, int length) {
        send(to, output.place(bytes, from, length), length);
    }

    /** Sends a copy of an array's bytes. */
    public void copy(InetSocketAddress to, byte[] bytes) {
        send(to, output.place(bytes), bytes.length);
    }

    /** Sends text of at most a segment's length as UTF-8, without making an object; false if it is not all ASCII. */
    public boolean encode(InetSocketAddress to, CharSequence text) {
        int at = output.placeAscii(text);
        if (at >= 0) {
            send(to, at, text.length());
        }
        return at >= 0;
    }

    private void send(InetSocketAddress to, int offset, int length) {
        engine.commands().sendTo(handle, output.segment(), offset, length, raw(to));
        output.countCopied(length);
    }

    private RawAddress raw(InetSocketAddress to) {
        if (sender != null && sender.address() == to) {
            return sender;
        }
        if (receiver == null || receiver.address() != to) {
            receiver = RawAddress.of(to);
        }
        return receiver;
    }
}
