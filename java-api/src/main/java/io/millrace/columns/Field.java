package io.millrace.columns;

import io.millrace.jni.ColumnRecords;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One field of a row, which becomes one column. Immutable: what changes a field answers another one.
 *
 * <p>A field that stands by itself must be there, and one in a {@link Section} or in a part that may be missing need not, unless
 * it is said otherwise. Where one is missing, its column has a value in its place: {@link #or(double)} says which, or else 0,
 * NaN, -1 or an empty slice; {@link Column#isPresent} tells. A number, time or verb of no bytes is missing, too.
 *
 * <pre>{@code
 * Field price = Field.decimal("price");
 * Field sold = Field.integer("sold").or(0);
 * Field unit = Field.verb("unit", "piece", "box", "pallet");
 * Field when = Field.time("when", TimeUnit.MILLISECONDS);
 * }</pre>
 */
public final class Field implements Part {
    private enum Presence {
        AS_USUAL,
        OPTIONAL,
        REQUIRED
    }

    private final String name;
    private final String key;
    private final Type type;
    private final List<String> words;
    private final long scale;
    private final long absent;
    private final int suffix;
    private final boolean quoted;
    private final Presence presence;

    private Field(
            String name,
            String key,
            Type type,
            List<String> words,
            long scale,
            long absent,
            int suffix,
            boolean quoted,
            Presence presence) {
        this.name = name;
        this.key = key;
        this.type = type;
        this.words = words;
        this.scale = scale;
        this.absent = absent;
        this.suffix = suffix;
        this.quoted = quoted;
        this.presence = presence;
    }

    private static Field of(String name, Type type, List<String> words, long scale, long absent) {
        Objects.requireNonNull(name, "name");
        return new Field(
                name, name, type, words, scale, absent, ColumnRecords.COLUMN_NO_BYTE, false, Presence.AS_USUAL);
    }

    // ---- Making one

    /** The bytes themselves, referred to and not copied. */
    public static Field slice(String name) {
        return of(name, Type.SLICE, List.of(), 1, 0);
    }

    /** A whole number within 64 bits: digits, and perhaps a minus before them. */
    public static Field integer(String name) {
        return of(name, Type.INTEGER, List.of(), 1, 0);
    }

    /**
     * A number, correctly rounded to a {@code double}: digits, perhaps a sign before them, a point with digits behind it, and an
     * {@code e} with an exponent. One that is too large is a fault; NaN and infinity are no numbers.
     */
    public static Field decimal(String name) {
        return of(name, Type.DECIMAL, List.of(), 1, Double.doubleToRawLongBits(Double.NaN));
    }

    /** A time as a whole number of units since 1970-01-01T00:00:00Z, read as nanoseconds: the years 1677 to 2262. */
    public static Field time(String name, TimeUnit unit) {
        return of(name, Type.TIME, List.of(), unit.toNanos(1), 0);
    }

    /**
     * A time of ISO 8601, read as nanoseconds since 1970-01-01T00:00:00Z: {@code 2026-11-23T07:44:46Z}, with up to nine digits
     * behind a point, and {@code Z} or an offset of up to 18 hours such as {@code +01:00}; the years 1677 to 2262.
     */
    public static Field isoTime(String name) {
        return of(name, Type.ISO_TIME, List.of(), 1, 0);
    }

    /**
     * One of some words, read as its index among them.
     *
     * @param words 1 to 128, each of 1 to 32 bytes of UTF-8, all different
     */
    public static Field verb(String name, String... words) {
        return of(name, Type.VERB, List.of(words), 1, -1);
    }

    // ---- Changing it

    private Field with(String newKey, long newAbsent, int newSuffix, boolean isQuoted, Presence newPresence) {
        return new Field(name, newKey, type, words, scale, newAbsent, newSuffix, isQuoted, newPresence);
    }

    /** That field, but need not be there. */
    public Field optional() {
        return with(key, absent, suffix, quoted, Presence.OPTIONAL);
    }

    /** That field, but must be there, in a section, too. */
    public Field required() {
        return with(key, absent, suffix, quoted, Presence.REQUIRED);
    }

    /**
     * That field, but need not be there, and has this value then.
     *
     * @throws IllegalStateException if it is no decimal
     */
    public Field or(double value) {
        require(type == Type.DECIMAL, "decimal");
        return with(key, Double.doubleToRawLongBits(value), suffix, quoted, Presence.OPTIONAL);
    }

    /**
     * As {@link #or(double)}, an integer, nanoseconds of a time, or the index of a verb, which may be -1; a decimal, too.
     *
     * @throws IllegalStateException if it is a slice
     */
    public Field or(long value) {
        if (type == Type.DECIMAL) {
            return or((double) value);
        }
        require(type != Type.SLICE, "number, time or verb");
        return with(key, value, suffix, quoted, Presence.OPTIONAL);
    }

    /** That field, but told by another key than its name: in a keyed section 1 to 32 bytes, in a marked one a single byte. */
    public Field key(String other) {
        return with(Objects.requireNonNull(other, "other"), absent, suffix, quoted, presence);
    }

    /**
     * That field, but an ASCII letter ends it, as in {@code 3i}.
     *
     * @throws IllegalStateException if it is no integer and no decimal
     */
    public Field endingWith(char letter) {
        require(type == Type.INTEGER || type == Type.DECIMAL, "integer or decimal");
        return with(key, absent, Format.ascii(letter), quoted, presence);
    }

    /** That field, but may stand in quotes ({@link Format#quote}); of a section see {@link Section#quoted}. */
    public Field quoted() {
        return with(key, absent, suffix, true, presence);
    }

    private void require(boolean condition, String wanted) {
        if (!condition) {
            throw new IllegalStateException("\"" + name + "\" is no " + wanted);
        }
    }

    // ---- What it is

    /** The name of its column. */
    public String name() {
        return name;
    }

    String key() {
        return key;
    }

    Type type() {
        return type;
    }

    List<String> words() {
        return words;
    }

    /** Nanoseconds of a time's unit. */
    long scale() {
        return scale;
    }

    /** The bits of the value where there is none. */
    long absent() {
        return absent;
    }

    int suffix() {
        return suffix;
    }

    boolean isQuoted() {
        return quoted;
    }

    boolean isOptional(boolean usually) {
        return presence == Presence.AS_USUAL ? usually : presence == Presence.OPTIONAL;
    }

    /** For people. */
    @Override
    public String toString() {
        return type.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
