package io.millrace.bench.jmh;

import io.millrace.bytes.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The same ASCII bytes twice over, in the heap or outside it, as each of the peers holds bytes there: a slice, Netty's
 * buffer, the JDK's buffer. In the heap also as an array, as Netty's ASCII string and as a string, which were made before.
 */
@State(Scope.Thread)
public abstract class ParityBytes {
    /** Where bytes are. */
    public enum Memory {
        HEAP,
        OFF_HEAP
    }

    @Param
    public Memory memory;

    int length;
    boolean inHeap;
    byte[] bytes;
    byte[] others;
    byte[] target;
    Slice slice;
    Slice other;
    ByteBuf buf;
    ByteBuf otherBuf;
    ByteBuffer buffer;
    ByteBuffer otherBuffer;
    String text;
    String otherText;

    final void fill(String letters) {
        inHeap = memory == Memory.HEAP;
        length = letters.length();
        text = letters;
        bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        others = bytes.clone();
        otherText = new String(others, StandardCharsets.ISO_8859_1);
        target = new byte[bytes.length];
        slice = slice(bytes);
        other = slice(others);
        buf = buf(bytes);
        otherBuf = buf(others);
        buffer = buffer(bytes);
        otherBuffer = buffer(others);
    }

    private Slice slice(byte[] content) {
        return inHeap ? Slice.of(content) : Slice.offHeap(content);
    }

    private ByteBuf buf(byte[] content) {
        return inHeap
                ? Unpooled.wrappedBuffer(content)
                : Unpooled.directBuffer(content.length).writeBytes(content);
    }

    private ByteBuffer buffer(byte[] content) {
        return inHeap
                ? ByteBuffer.wrap(content)
                : ByteBuffer.allocateDirect(content.length).put(content).flip();
    }

    /** The JDK's array: the one in the heap, or a copy of what is outside it. */
    byte[] array(ByteBuffer from, byte[] content) {
        if (inHeap) {
            return content;
        }
        byte[] copy = new byte[from.capacity()];
        from.get(0, copy);
        return copy;
    }

    /** Netty's string of letters: over the array, or over a copy of what is outside the heap. */
    AsciiString ascii(ByteBuffer from, byte[] content) {
        return new AsciiString(array(from, content), false);
    }

    /** The JDK's string: the one that was made before, or one of what is outside the heap. */
    String string() {
        return inHeap ? text : new String(array(buffer, bytes), StandardCharsets.ISO_8859_1);
    }
}
