package io.millrace.bytes;

import io.millrace.engine.Block;
import java.util.Objects;

/**
 * What to look for in a {@link Slice} or a {@link Buffer}, and where to split it: a byte, any of several, or a sequence.
 * Immutable, for any thread; made once and used many times.
 *
 * <pre>{@code
 * static final Mark BLANK = Mark.anyOf(" \t");
 * static final Mark BOUNDARY = Mark.sequence("--boundary");
 *
 * int at = head.find(BLANK);
 * for (Slice line : body.split(Mark.CRLF)) {
 *     names.add(line.slice(0, Math.max(0, line.find(BLANK))).copy());
 * }
 * }</pre>
 *
 * <p>A sequence is searched in time that grows with the bytes times its length in the worst case; it is for delimiters.
 */
public final class Mark {
    /** CR and LF, one after the other. */
    public static final Mark CRLF = sequence("\r\n");

    private static final Mark[] BYTES = new Mark[256];

    private final Block sequence;
    private final int length;
    private final byte first;
    private final boolean[] set;
    private final long needle;
    private final int needleLength;

    private Mark(byte[] sequence, boolean[] set) {
        this.sequence = Block.of(sequence);
        this.length = set == null ? sequence.length : 1;
        this.first = sequence[0];
        this.set = set;
        this.needleLength = sequence.length;
        this.needle = Search.packed(this.sequence, 0, needleLength);
    }

    /** That byte. */
    public static Mark of(byte wanted) {
        Mark made = BYTES[wanted & 0xff];
        if (made == null) { // two threads may each make one, and either will do
            made = new Mark(new byte[] {wanted}, null);
            BYTES[wanted & 0xff] = made;
        }
        return made;
    }

    /**
     * Any of those bytes; takes a copy of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Mark anyOf(Slice wanted) {
        byte[] bytes = some(wanted);
        boolean[] set = new boolean[256];
        for (byte value : bytes) {
            set[value & 0xff] = true;
        }
        return bytes.length == 1 ? of(bytes[0]) : new Mark(bytes, set);
    }

    /**
     * Any of those ASCII letters.
     *
     * @throws IllegalArgumentException if there are none, or others
     */
    public static Mark anyOf(CharSequence letters) {
        if (letters.chars().anyMatch(letter -> letter >= 0x80)) {
            throw new IllegalArgumentException("letters that are several bytes: give them as a sequence each");
        }
        return anyOf(Slice.of(letters));
    }

    /**
     * Those bytes one after the other; takes a copy of them.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Mark sequence(Slice wanted) {
        return new Mark(some(wanted), null);
    }

    /** The UTF-8 of that text; see {@link #sequence(Slice)}. */
    public static Mark sequence(CharSequence text) {
        return sequence(Slice.of(text));
    }

    private static byte[] some(Slice wanted) {
        Objects.requireNonNull(wanted, "wanted");
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("a mark of no bytes would be everywhere");
        }
        return wanted.toByteArray();
    }

    /** How many bytes each one takes: 1, but for a sequence. */
    public int length() {
        return length;
    }

    // ---- In a block, whose ranges the caller guarantees

    /** Whether it is one byte, and always the same. */
    boolean isByte() {
        return set == null && length == 1;
    }

    /** Whether the kernels can look for it. */
    boolean isNative() {
        return needleLength <= Search.NEEDLE_BYTES_MAX;
    }

    boolean isSequence() {
        return set == null;
    }

    long needle() {
        return needle;
    }

    int needleLength() {
        return needleLength;
    }

    byte first() {
        return first;
    }

    byte byteAt(int index) {
        return sequence.byteAt(index);
    }

    int find(Block block, int from, int to) {
        if (set != null) {
            return Search.findAny(block, from, to, set, needle, needleLength);
        }
        return length == 1 ? Search.find(block, from, to, first) : Search.find(block, from, to, sequence, 0, length);
    }

    int findLast(Block block, int from, int to) {
        if (set != null) {
            return Kernels.findLastAny(block, from, to, set);
        }
        return length == 1
                ? Search.findLast(block, from, to, first)
                : Search.findLast(block, from, to, sequence, 0, length);
    }

    int count(Block block, int from, int to) {
        if (isByte()) {
            return Search.count(block, from, to, first);
        }
        int found = 0;
        for (int at = find(block, from, to); at >= 0; at = find(block, at + length, to)) {
            found++;
        }
        return found;
    }
}
