package io.millrace.columns;

import io.millrace.jni.ColumnRecords;
import java.util.List;

/**
 * A part of a row with any number of items in any order, each of which says by its key which field it is. Immutable: what
 * changes a section answers another one.
 *
 * <p>An item whose key is no field's is passed over, and one without a key is a fault, unless it is said otherwise. A key that
 * comes twice in a row is a fault.
 *
 * <pre>{@code
 * Section tags = Section.keyed(',', '=', Field.slice("host"), Field.slice("region"));     // host=a,region=b
 * Section marks = Section.marked('|', Field.decimal("rate").key("@"), Field.slice("tags").key("#"));   // @0.1|#env:prod
 * }</pre>
 */
public final class Section implements Part {
    private final int kind;
    private final int separator;
    private final int assign;
    private final List<Field> fields;
    private final int flags;

    private Section(int kind, int separator, int assign, List<Field> fields, int flags) {
        this.kind = kind;
        this.separator = separator;
        this.assign = assign;
        this.fields = fields;
        this.flags = flags;
    }

    /** Items such as {@code key=value}, with a separator between two of them. */
    public static Section keyed(char separator, char assign, Field... fields) {
        return new Section(ColumnRecords.PART_KEYED, Format.ascii(separator), Format.ascii(assign), List.of(fields), 0);
    }

    /** Items such as {@code @value}: the key is one byte, and the value begins behind it. */
    public static Section marked(char separator, Field... fields) {
        return new Section(
                ColumnRecords.PART_MARKED, Format.ascii(separator), ColumnRecords.COLUMN_NO_BYTE, List.of(fields), 0);
    }

    private Section with(int flag) {
        return new Section(kind, separator, assign, fields, flags | flag);
    }

    /** That section, but its values may stand in quotes ({@link Format#quote}). */
    public Section quoted() {
        return with(ColumnRecords.PART_QUOTED);
    }

    /** That section, but a key that is no field's is a fault. */
    public Section strict() {
        return with(ColumnRecords.PART_KNOWN);
    }

    /** That section, but empty items are passed over: separators may be repeated. */
    public Section withGaps() {
        return with(ColumnRecords.PART_GAPS);
    }

    int kind() {
        return kind;
    }

    int separator() {
        return separator;
    }

    int assign() {
        return assign;
    }

    List<Field> fields() {
        return fields;
    }

    int flags() {
        return flags;
    }

    boolean isKeyed() {
        return kind == ColumnRecords.PART_KEYED;
    }

    boolean isQuoted() {
        return (flags & ColumnRecords.PART_QUOTED) != 0;
    }
}
