package io.millrace.engine.nio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The chunks of one subscriber's stream (RFC 9112, section 7.1), framed as its bytes go out.
 *
 * <pre>
 *   head: size in hex, CR LF  |  the chunk's data, left bytes of it unsent  |  tail: CR LF
 * </pre>
 *
 * <p>The tail goes out with the data's last byte: a client that reads chunk by chunk sees each as soon as it is there.
 */
final class ChunkWriter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer head = NOTHING; // what is unsent of it remains
    private ByteBuffer tail = NOTHING;
    private long left;
    private boolean last;

    /** Opens a chunk of so many bytes, more than none; the one before is complete. Answers the bytes of its framing. */
    int open(long bytes) {
        head = ascii(Long.toHexString(bytes) + "\r\n");
        tail = ascii("\r\n");
        left = bytes;
        return head.remaining() + tail.remaining();
    }

    /** The end of a whole stream. */
    void openLast() {
        head = ascii("0\r\n\r\n");
        last = true;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    boolean isComplete() {
        return !head.hasRemaining() && left == 0 && !tail.hasRemaining();
    }

    boolean isLast() {
        return last;
    }

    ByteBuffer head() {
        return head.duplicate();
    }

    long left() {
        return left;
    }

    ByteBuffer tail() {
        return tail.duplicate();
    }

    /** So many bytes of head, data and tail together were sent; answers how many of them were data. */
    long sent(long bytes) {
        int ofHead = (int) Math.min(bytes, head.remaining());
        head.position(head.position() + ofHead);
        long ofData = Math.min(bytes - ofHead, left);
        left -= ofData;
        tail.position(tail.position() + (int) (bytes - ofHead - ofData));
        return ofData;
    }
}
