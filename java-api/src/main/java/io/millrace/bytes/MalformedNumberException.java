package io.millrace.bytes;

/**
 * Bytes that are not the number that was asked for; says where the first wrong one is.
 *
 * <pre>{@code
 * try {
 *     log(Slice.of("12x4").parseInt());
 * } catch (MalformedNumberException malformed) {
 *     log("no number, from byte " + malformed.offset());      // 2
 * }
 * }</pre>
 */
public final class MalformedNumberException extends NumberFormatException {
    private static final long serialVersionUID = 1;

    private final int offset;

    MalformedNumberException(String what, int offset) {
        super(what + " at offset " + offset);
        this.offset = offset;
    }

    /** The offset in the slice of the first byte that cannot be; its length, where the number ended too early. */
    public int offset() {
        return offset;
    }
}
