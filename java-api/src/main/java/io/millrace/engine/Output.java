package io.millrace.engine;

import io.millrace.jni.CodeTexts;
import io.millrace.jni.Codes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the bytes that Java makes are written to be sent: one lent segment after another, shared by all connections of the
 * loop. On the loop's thread only, but for the counter.
 *
 * <pre>
 *   start        start + used                 start + size
 *     ├─ written ────┤─ free ───────────────────┤           each write to a connection names its piece
 * </pre>
 */
public final class Output {
    private static final int NONE = -1;
    private static final int PATH_BYTES_MAX = 4096;
    private static final VarHandle COPIED;

    static {
        try {
            COPIED = MethodHandles.lookup().findVarHandle(Output.class, "copiedBytes", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final EngineLoop engine;
    private int segment = NONE;
    private ByteBuffer slab = Block.none().bytes(); // that the segment is in
    private int start;
    private int size;
    private int used;

    // Written on the loop's thread alone, read by any.
    private long copiedBytes;

    Output(EngineLoop engine) {
        this.engine = engine;
    }

    /** How many bytes were copied here so far; any thread. */
    public long copiedBytes() {
        return (long) COPIED.getOpaque(this);
    }

    /** Sends a piece of a segment, without copying, if this loop may name it; false if it may not. */
    public boolean refer(long target, Lifetime lifetime, int of, int offsetInBlock, int length) {
        if (!lifetime.belongsTo(engine.holds())) {
            return false;
        }
        engine.commands().write(target, of, offsetInBlock - engine.memory().startOf(of), length);
        return true;
    }

    /** Puts a piece of a segment back in front of a connection's input, if this loop may name it; false if it may not. */
    public boolean putBack(long connection, Lifetime lifetime, int of, int offsetInBlock, int length, int used) {
        if (!lifetime.belongsTo(engine.holds())) {
            return false;
        }
        engine.commands()
                .putBack(connection, of, offsetInBlock - engine.memory().startOf(of), length, used);
        return true;
    }

    /** The same with a copy of bytes. */
    public void putBack(long connection, byte[] bytes, int used) {
        int offset = place(bytes);
        engine.commands().putBack(connection, segment, offset, bytes.length, used);
    }

    /** A message for a connection's own protocol, with bytes that this loop may name; false if it may not name them. */
    public boolean message(
            long connection, int kind, long number, Lifetime lifetime, int of, int offsetInBlock, int length) {
        if (!lifetime.belongsTo(engine.holds())) {
            return false;
        }
        int offset = offsetInBlock - engine.memory().startOf(of);
        engine.commands().message(connection, kind, number, of, offset, length);
        return true;
    }

    /** The same with a copy of bytes, at most 65,536. */
    public void message(long connection, int kind, long number, byte[] bytes) {
        int offset = bytes.length == 0 ? 0 : place(bytes);
        engine.commands().message(connection, kind, number, Math.max(segment, 0), offset, bytes.length);
    }

    /** Loads a protocol out of a shared library, and answers its number. */
    public int loadProtocol(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES_MAX) {
            throw new IllegalArgumentException("a path of " + name.length + " bytes: at most " + (PATH_BYTES_MAX - 1));
        }
        int offset = place(Arrays.copyOf(name, PATH_BYTES_MAX));
        engine.commands().load(segment, offset, name.length);
        long answer = engine.tryAsk();
        if (answer < 0) {
            byte[] why = new byte[engine.commands().answer().length()];
            slab.get(start + offset, why);
            throw engine.refusalOf(
                    answer,
                    "load " + path,
                    why.length == name.length && Arrays.equals(why, name)
                            ? CodeTexts.text(answer)
                            : new String(why, StandardCharsets.UTF_8));
        }
        return (int) answer;
    }

    /**
     * Sends a copy of bytes; the buffer's position and limit play no part.
     *
     * @throws IllegalStateException if it is a mapped file that was truncated; some of it may be sent
     */
    public void copy(long target, ByteBuffer bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int step = Math.min(room(), length - done);
            put(bytes, from + done, step);
            advance(target, step);
            done += step;
        }
    }

    private void put(ByteBuffer bytes, int from, int length) {
        try {
            slab.put(start + used, bytes, from, length);
            Fault.settleIfDirect(bytes);
        } catch (InternalError fault) {
            throw Fault.refusal(fault);
        }
    }

    /** A copy for another thread's loop; throws as {@link #copy} does. */
    public static byte[] copyOf(ByteBuffer bytes, int from, int length) {
        byte[] copy = new byte[length];
        try {
            bytes.get(from, copy);
            Fault.settleIfDirect(bytes);
        } catch (InternalError fault) {
            throw Fault.refusal(fault);
        }
        return copy;
    }

    /** Sends a copy of an array's bytes. */
    public void copy(long target, byte[] bytes, int from, int length) {
        if (0 < length && length <= size - used) {
            slab.put(start + used, bytes, from, length);
            advance(target, length);
        } else {
            copyPieces(target, bytes, from, length);
        }
    }

    private void copyPieces(long target, byte[] bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int step = Math.min(room(), length - done);
            slab.put(start + used, bytes, from + done, step);
            advance(target, step);
            done += step;
        }
    }

    /** Sends text as UTF-8; ASCII without making an object. */
    public void encode(long target, CharSequence text) {
        int length = text.length();
        int done = 0;
        while (done < length) {
            int ascii = putAscii(text, done, Math.min(room(), length - done));
            if (ascii == 0) {
                byte[] rest = text.subSequence(done, length).toString().getBytes(StandardCharsets.UTF_8);
                copy(target, rest, 0, rest.length);
                return;
            }
            advance(target, ascii);
            done += ascii;
        }
    }

    private int putAscii(CharSequence text, int from, int length) {
        int at = start + used;
        for (int i = 0; i < length; i++) {
            char letter = text.charAt(from + i);
            if (letter >= 0x80) {
                return i;
            }
            slab.put(at + i, (byte) letter);
        }
        return length;
    }

    /** Puts bytes into the present {@link #segment} for a command to name, and answers where they are in it. */
    int place(byte[] bytes) {
        makeRoom(bytes.length);
        slab.put(start + used, bytes);
        return placed(bytes.length);
    }

    /** The same with a part of a buffer; throws as {@link #copy} does. */
    int place(ByteBuffer bytes, int from, int length) {
        makeRoom(length);
        put(bytes, from, length);
        return placed(length);
    }

    /** The same with text; negative, and nothing done, if it is not all ASCII. */
    int placeAscii(CharSequence text) {
        makeRoom(text.length());
        return putAscii(text, 0, text.length()) == text.length() ? placed(text.length()) : NONE;
    }

    private int placed(int length) {
        used += length;
        return used - length;
    }

    /** The segment that was written to last. */
    int segment() {
        return segment;
    }

    /** Even for nothing there must be a segment to name. */
    private void makeRoom(int length) {
        if (size - used < Math.max(1, length)) {
            giveBack();
            borrow();
        }
    }

    private void advance(long target, int written) {
        engine.commands().write(target, segment, used, written);
        used += written;
        countCopied(written);
    }

    void countCopied(int bytes) {
        COPIED.setOpaque(this, copiedBytes + bytes);
    }

    /** How many bytes fit into the present segment; another is lent when it is full. */
    private int room() {
        if (used == size) {
            giveBack();
            borrow();
        }
        return size - used;
    }

    private void borrow() {
        int bytes = EngineLoop.usualSegmentBytes();
        engine.commands().lend(bytes);
        long lent = engine.tryAsk();
        if (lent == Codes.NO_MEMORY) {
            engine.flush(); // what waits to be released may be what is missing
            engine.commands().lend(bytes);
            lent = engine.tryAsk();
        }
        engine.check(lent, "write", 0);
        segment = (int) lent;
        Memory memory = engine.memory();
        slab = memory.slab(memory.slabOf(segment)).bytes();
        start = memory.startOf(segment);
        size = memory.sizeOf(segment);
    }

    private void giveBack() {
        if (segment != NONE) {
            engine.release(segment);
        }
        segment = NONE;
        size = 0;
        used = 0;
    }

    void close() {
        giveBack();
    }
}
