package io.millrace.bytes;

import io.millrace.engine.Block;
import io.millrace.engine.Lifetime;
import java.nio.charset.Charset;
import java.util.Objects;

/** What bytes mean: equal, before or after others, the same but for the case, a number, text. Copies nothing but the text. */
abstract sealed class Value extends Span permits Slice {
    private static final int SHOWN_BYTES_MAX = 64;

    Value(Block block, Lifetime lifetime, long generation, int segment, int offset, int length) {
        super(block, lifetime, generation, segment, offset, length);
    }

    // ---- Compared with others

    /** Whether it starts with the bytes of {@code prefix}. */
    public boolean startsWith(Slice prefix) {
        return prefix.length <= length && matches(0, prefix);
    }

    /** Whether it ends with the bytes of {@code suffix}. */
    public boolean endsWith(Slice suffix) {
        return suffix.length <= length && matches(length - suffix.length, suffix);
    }

    private boolean matches(int from, Value other) {
        check(other);
        boolean same = Search.same(block, offset + from, other.block, other.offset, other.length);
        recheck(other);
        return same;
    }

    /** Whether the bytes are the same, apart from the case of ASCII letters. */
    public boolean equalsIgnoreCase(Slice other) {
        check(other);
        boolean same =
                length == other.length && Kernels.equalsIgnoreCase(block, offset, other.block, other.offset, length);
        recheck(other);
        return same;
    }

    /** Whether the bytes are those of {@code text}, each letter one byte; false if it has any past U+00FF. */
    public boolean contentEquals(CharSequence text) {
        check();
        boolean same = length == text.length();
        for (int i = 0; same && i < length; i++) {
            same = (at(i) & 0xff) == text.charAt(i);
        }
        recheck();
        return same;
    }

    /** By content. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Value that && that.length == length && matches(0, that));
    }

    /** By content; looks at every byte each time. */
    @Override
    public int hashCode() {
        check();
        long hash = Search.hash(block, offset, offset + length);
        recheck();
        return Long.hashCode(hash);
    }

    /** By content: the first byte that differs decides, taken as 0 to 255; then the length. */
    public int compareTo(Slice other) {
        check(other);
        int common = Math.min(length, other.length);
        int order = Search.compare(block, offset, other.block, other.offset, common);
        recheck(other);
        return order != 0 ? order : Integer.compare(length, other.length);
    }

    // ---- Read as numbers

    /**
     * The decimal number that all of it is: digits, and perhaps a minus before them.
     *
     * @throws MalformedNumberException for anything else, with the offset; also when it does not fit
     */
    public int parseInt() {
        return (int) parse(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** As {@link #parseInt}, for a {@code long}. */
    public long parseLong() {
        return parse(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long parse(long least, long greatest) {
        check();
        long number = Numbers.decimal(block, offset, length, least, greatest);
        recheck();
        return number;
    }

    /**
     * The hexadecimal number that all of it is: digits of either case, no sign, no prefix; up to 7fffffffffffffff.
     *
     * @throws MalformedNumberException for anything else, with the offset; also when it does not fit
     */
    public long parseHex() {
        check();
        long number = Numbers.hex(block, offset, length);
        recheck();
        return number;
    }

    /**
     * The number that all of it is, correctly rounded: digits, perhaps a minus before them, a point with digits behind it, and
     * an {@code e} with an exponent. Up to 18 digits with an exponent that is near make no object.
     *
     * @throws MalformedNumberException for anything else, with the offset: no digit before or after the point, a plus, spaces,
     *     NaN or infinity; also when it is too large
     */
    public double parseDouble() {
        check();
        double number = Numbers.real(block, offset, length);
        recheck();
        return number;
    }

    /**
     * The decimal numbers of a column at once: row {@code i} is what ends at the offset {@code i} of a table that a split of
     * this slice has filled, and is read as {@link #parseLong} would. What follows the last separator is no row; it might go
     * on in bytes that are still to come. Rows that are no numbers are marked in the table, and the others read.
     *
     * @return how many rows are malformed
     * @throws IndexOutOfBoundsException if the offsets go past the end: then they are another slice's
     * @throws IllegalArgumentException if the table has not enough room
     */
    public int parseLongs(OffsetTable ends, NumberTable into) {
        check();
        boolean good = false;
        try {
            into.fill(block, offset, length, ends);
            recheck();
            good = true;
        } finally {
            if (!good) {
                into.clear(); // it may be another connection's numbers
            }
        }
        return into.malformedCount();
    }

    // ---- Read as text

    /** Whether it is well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF, nothing cut off. */
    public boolean isUtf8() {
        check();
        boolean is = Search.isUtf8(block, offset, offset + length);
        recheck();
        return is;
    }

    /** The bytes as text; what is malformed in that charset becomes its replacement. */
    public String toString(Charset charset) {
        Objects.requireNonNull(charset, "charset");
        byte[] array = block.array();
        if (array == null) {
            return new String(toByteArray(), charset);
        }
        check();
        String text = new String(array, block.base() + offset, length, charset);
        recheck();
        return text;
    }

    /** For people: its length and how it starts. Never throws. */
    @Override
    public String toString() {
        try {
            byte[] start = new byte[Math.min(length, SHOWN_BYTES_MAX)];
            copyTo(0, start.length, start, 0);
            return "Slice[" + length + " bytes: " + Ascii.printable(start) + (length > start.length ? "…]" : "]");
        } catch (IllegalStateException over) {
            return "Slice[" + length + " bytes, not readable now]";
        }
    }
}
