package io.millrace.columns;

import io.millrace.jni.ColumnRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a row is written: parts one after the other, each introduced by a byte, and a byte that ends the row. Immutable, and for
 * any number of {@link Columns}: what changes a format answers another one.
 *
 * <p>A part ends with the byte that introduces the next one. If that one may be missing, also with the byte of the one behind
 * it, and so on up to the first that must be there. So the bytes behind a part must differ; {@link Columns#of} refuses a format
 * in which they do not. The byte that introduced a part does not stand in it, except between the items of a {@link Section}.
 *
 * <pre>{@code
 * Format trades = Format.rows('\n')
 *         .first(Field.isoTime("when"))
 *         .then(' ', Field.slice("symbol"))
 *         .then(' ', Field.verb("side", "buy", "sell"))
 *         .then('@', Field.decimal("price"))
 *         .maybe('x', Field.integer("lots").or(1));      // 2026-11-23T07:44:46Z ACME buy@12.5x300
 * }</pre>
 *
 * <p><b>Limits.</b> 64 fields; 8 different bytes that introduce, separate, assign, quote, escape or end something; rows of 64 KiB
 * ({@link #rowBytesMax}), with 1,024 items in sections ({@link #itemsMax}); 64 faults are told ({@link #faultsMax}).
 */
public final class Format {
    private static final int ROW_BYTES_MAX = 64 << 10;
    private static final int ITEMS_MAX = 1024;
    private static final int FAULTS_MAX = 64;
    private static final int ASCII_MAX = 0x7f;

    /** A part, the byte before it, and whether it may be missing. */
    record Step(int intro, Part part, boolean optional) {}

    /** Its bytes, each of which may be missing but the first. */
    record Bytes(int rowEnd, boolean returns, int quote, int escape, int comment) {}

    /** Its limits. */
    record Bounds(int rowBytesMax, int itemsMax, int faultsMax) {}

    private final Bytes bytes;
    private final Bounds bounds;
    private final List<Step> steps;

    private Format(Bytes bytes, Bounds bounds, List<Step> steps) {
        this.bytes = bytes;
        this.bounds = bounds;
        this.steps = steps;
    }

    static int ascii(char letter) {
        if (letter > ASCII_MAX) {
            throw new IllegalArgumentException("'" + letter + "' is not ASCII");
        }
        return letter;
    }

    // ---- Making one

    /** Rows that end with this byte; the first part is next. */
    public static Format rows(char end) {
        int none = ColumnRecords.COLUMN_NO_BYTE;
        return new Format(
                new Bytes(ascii(end), false, none, none, none),
                new Bounds(ROW_BYTES_MAX, ITEMS_MAX, FAULTS_MAX),
                List.of());
    }

    /** Rows that end with LF, or CR LF. */
    public static Format lines() {
        Format rows = rows('\n');
        return rows.with(new Bytes('\n', true, rows.bytes.quote, rows.bytes.escape, rows.bytes.comment));
    }

    // ---- Ready made

    /**
     * Lines of fields, in the order given, with a separator between two of them; any may stand in quotes, in which a quote is
     * written twice (RFC 4180). Numbers, times and verbs may be empty if they are {@link Field#optional}.
     */
    public static Format csv(char separator, Field... fields) {
        Format format = lines().quote('"');
        for (Field field : fields) {
            format = format.steps.isEmpty() ? format.first(field.quoted()) : format.then(separator, field.quoted());
        }
        return format;
    }

    /**
     * Lines of items such as {@code level=info msg="not found" ms=3}, in any order, at spaces; a backslash takes the next byte
     * its meaning.
     */
    public static Format keyValue(Field... fields) {
        return lines().quote('"')
                .escape('\\')
                .first(Section.keyed(' ', '=', fields).quoted().withGaps());
    }

    /**
     * StatsD: {@code name:value|type|@rate|#tags}, of which the last two may be missing: columns of these names. The type is one
     * of {@code c}, {@code g}, {@code ms}, {@code h}, {@code d}, {@code s}; a missing rate is 1. A gauge's sign, which makes it a
     * change, and a set's member that is no number, are for formats in which {@code value} is a slice.
     */
    public static Format statsd() {
        return lines().first(Field.slice("name"))
                .then(':', Field.decimal("value"))
                .then('|', Field.verb("type", "c", "g", "ms", "h", "d", "s"))
                .maybe(
                        '|',
                        Section.marked(
                                '|',
                                Field.decimal("rate").key("@").or(1),
                                Field.slice("tags").key("#")));
    }

    /**
     * The line protocol of InfluxDB: {@code measurement,tag=a field=1.5,other=3i 1700000000000000000}, with the columns {@code
     * measurement} and {@code time} (nanoseconds, 0 if missing) beside these. Tags and fields that are not named here are passed
     * over. An integer is one with an {@code i} behind it; a boolean a verb of {@code t}, {@code true} and so on.
     *
     * @param tags slices, usually
     * @param fields of any type; may stand in quotes
     */
    public static Format influx(List<Field> tags, List<Field> fields) {
        Field[] values = fields.stream()
                .map(field -> field.type() == Type.INTEGER ? field.endingWith('i') : field)
                .toArray(Field[]::new);
        return lines().quote('"')
                .escape('\\')
                .comment('#')
                .first(Field.slice("measurement"))
                .maybe(',', Section.keyed(',', '=', tags.toArray(Field[]::new)))
                .then(' ', Section.keyed(',', '=', values).quoted())
                .maybe(' ', Field.time("time", java.util.concurrent.TimeUnit.NANOSECONDS));
    }

    // ---- Parts

    /**
     * The part that a row begins with.
     *
     * @throws IllegalStateException if there is one
     */
    public Format first(Part part) {
        if (!steps.isEmpty()) {
            throw new IllegalStateException("there is a first part: then() and maybe() add others");
        }
        return with(new Step(ColumnRecords.COLUMN_NO_BYTE, Objects.requireNonNull(part, "part"), false));
    }

    /** The next part, which is introduced by this byte and must be there. */
    public Format then(char intro, Part part) {
        return with(intro, part, false);
    }

    /** The next part, which is introduced by this byte and may be missing. */
    public Format maybe(char intro, Part part) {
        return with(intro, part, true);
    }

    private Format with(char intro, Part part, boolean optional) {
        if (steps.isEmpty()) {
            throw new IllegalStateException("first() says what a row begins with");
        }
        return with(new Step(ascii(intro), Objects.requireNonNull(part, "part"), optional));
    }

    private Format with(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Format(bytes, bounds, List.copyOf(more));
    }

    // ---- Bytes

    private Format with(Bytes other) {
        return new Format(other, bounds, steps);
    }

    /**
     * What {@link Field#quoted quoted} values stand in. Between quotes, separators and the row's end are bytes like others. A
     * quote in a value is written twice, or behind the escape byte if there is one; slices have it as it is written.
     */
    public Format quote(char quote) {
        return with(new Bytes(bytes.rowEnd, bytes.returns, ascii(quote), bytes.escape, bytes.comment));
    }

    /** What takes the next byte its meaning, but outside quotes not the row's end; slices have both as they are written. */
    public Format escape(char escape) {
        return with(new Bytes(bytes.rowEnd, bytes.returns, bytes.quote, ascii(escape), bytes.comment));
    }

    /** Rows that begin with this byte are passed over, as empty ones are. */
    public Format comment(char comment) {
        return with(new Bytes(bytes.rowEnd, bytes.returns, bytes.quote, bytes.escape, ascii(comment)));
    }

    // ---- Limits

    private Format with(Bounds other) {
        return new Format(bytes, other, steps);
    }

    private static int positive(int number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " is " + number + ", and has to be at least 1");
        }
        return number;
    }

    /** How many bytes a row may have, without its end; a longer one is a fault. 64 KiB if nothing is said. */
    public Format rowBytesMax(int most) {
        return with(new Bounds(positive(most, "rowBytesMax"), bounds.itemsMax, bounds.faultsMax));
    }

    /** How many items the sections of one row may have together; more are a fault. 1,024 if nothing is said. */
    public Format itemsMax(int most) {
        return with(new Bounds(bounds.rowBytesMax, positive(most, "itemsMax"), bounds.faultsMax));
    }

    /** How many faults a decoding tells; the others are counted. 64 if nothing is said, at most 65,536. */
    public Format faultsMax(int most) {
        if (most < 0 || most > 1 << 16) {
            throw new IllegalArgumentException("faultsMax is " + most + ", not 0 to 65,536");
        }
        return with(new Bounds(bounds.rowBytesMax, bounds.itemsMax, most));
    }

    // ---- What it is

    Bytes bytes() {
        return bytes;
    }

    Bounds bounds() {
        return bounds;
    }

    List<Step> steps() {
        return steps;
    }
}
