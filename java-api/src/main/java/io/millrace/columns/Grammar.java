package io.millrace.columns;

import io.millrace.jni.ColumnRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A format as rows are read by it: checked, with its columns numbered. */
final class Grammar {
    private static final int STOPS_MAX = 8;
    private static final int NO_BYTE = ColumnRecords.COLUMN_NO_BYTE;

    private final Format format;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<Words> words = new ArrayList<>();
    private final Map<String, Integer> columns = new HashMap<>();
    private final int[] stops;
    private long mayBeAbsent;
    private long optional;
    private long mustBeKeyed;

    /**
     * Of a format.
     *
     * @throws IllegalArgumentException if rows cannot be read by it, and why
     */
    Grammar(Format format) {
        this.format = format;
        List<Format.Step> steps = format.steps();
        if (steps.isEmpty() || steps.size() > ColumnRecords.COLUMNS_MAX) {
            throw new IllegalArgumentException(
                    "a format of " + steps.size() + " parts, not 1 to " + ColumnRecords.COLUMNS_MAX);
        }
        for (int i = 0; i < steps.size(); i++) {
            rules.add(rule(steps, i));
        }
        for (int i = 0; i < rules.size(); i++) {
            requireDifferentBytes(i);
        }
        stops = findStops();
    }

    // ---- Parts and columns

    private Rule rule(List<Format.Step> steps, int index) {
        int last = index;
        boolean endsRow = true;
        while (endsRow && last + 1 < steps.size()) {
            endsRow = steps.get(++last).optional();
        }
        Format.Step step = steps.get(index);
        int flags = step.optional() ? ColumnRecords.PART_OPTIONAL : 0;
        if (step.part() instanceof Field field) {
            int column = column(field, step.optional());
            if (!step.optional()) {
                mayBeAbsent &= ~(1L << column);
            }
            mustBeKeyed &= ~(1L << column);
            flags |= field.isQuoted() ? ColumnRecords.PART_QUOTED : 0;
            return new Rule(
                    ColumnRecords.PART_FIELD, flags, step.intro(), column, NO_BYTE, NO_BYTE, null, last, endsRow);
        }
        Section section = (Section) step.part();
        return new Rule(
                section.kind(),
                flags | section.flags(),
                step.intro(),
                ColumnRecords.COLUMNS_MAX,
                section.separator(),
                section.assign(),
                keys(section),
                last,
                endsRow);
    }

    private Words keys(Section section) {
        List<Field> named = section.fields();
        int[] values = named.stream().mapToInt(field -> column(field, true)).toArray();
        for (Field field : named) {
            if (!section.isKeyed() && field.key().length() != 1) {
                throw new IllegalArgumentException("the key of \"" + field.name() + "\" is \"" + field.key()
                        + "\", and has to be one byte: Field.key() says which");
            }
        }
        return new Words(named.stream().map(Field::key).toList(), values);
    }

    private int column(Field field, boolean usuallyOptional) {
        int column = fields.size();
        if (column == ColumnRecords.COLUMNS_MAX) {
            throw new IllegalArgumentException("more than " + ColumnRecords.COLUMNS_MAX + " fields");
        }
        if (columns.putIfAbsent(field.name(), column) != null) {
            throw new IllegalArgumentException("two fields are named \"" + field.name() + "\"");
        }
        fields.add(field);
        words.add(
                field.type() == Type.VERB
                        ? new Words(
                                field.words(),
                                IntStream.range(0, field.words().size()).toArray())
                        : null);
        mayBeAbsent |= 1L << column;
        if (field.isOptional(usuallyOptional)) {
            optional |= 1L << column;
        } else {
            mustBeKeyed |= 1L << column;
        }
        return column;
    }

    // ---- Bytes

    /** What may come behind a part has to tell what it is. */
    private void requireDifferentBytes(int index) {
        Rule rule = rules.get(index);
        Map<Integer, String> known = new HashMap<>();
        Format.Bytes bytes = format.bytes();
        requireDifferent(known, bytes.rowEnd(), "the row's end");
        requireDifferent(known, bytes.escape(), "the escape");
        if (rule.isQuoted()) {
            if (bytes.quote() == NO_BYTE) {
                throw new IllegalArgumentException("values stand in quotes, and quote() does not say which");
            }
            requireDifferent(known, bytes.quote(), "the quote");
        }
        requireDifferent(known, rule.separator(), "a separator");
        requireDifferent(known, rule.assign(), "what stands behind a key");
        for (int next = index + 1; next <= rule.last(); next++) {
            requireDifferent(known, rules.get(next).intro(), "what introduces part " + (next + 1));
        }
    }

    private static void requireDifferent(Map<Integer, String> known, int value, String role) {
        String other = value == NO_BYTE ? null : known.put(value, role);
        if (other != null) {
            throw new IllegalArgumentException(
                    "'" + (char) value + "' is " + other + " and " + role + ": rows cannot be told apart by it");
        }
    }

    private int[] findStops() {
        TreeSet<Integer> special = new TreeSet<>();
        Format.Bytes bytes = format.bytes();
        special.add(bytes.rowEnd());
        special.add(bytes.escape());
        for (Rule rule : rules) {
            special.add(rule.intro());
            special.add(rule.separator());
            special.add(rule.assign());
            if (rule.isQuoted()) {
                special.add(bytes.quote());
            }
        }
        special.remove(NO_BYTE);
        if (special.size() > STOPS_MAX) {
            throw new IllegalArgumentException(
                    special.size() + " different bytes are special, and at most " + STOPS_MAX + " can be looked for");
        }
        return special.stream().mapToInt(Integer::intValue).toArray();
    }

    // ---- What it is

    Format format() {
        return format;
    }

    List<Rule> rules() {
        return rules;
    }

    /** Of each column its field. */
    List<Field> fields() {
        return fields;
    }

    /** Of each column its verbs, or null. */
    Words words(int column) {
        return words.get(column);
    }

    /** The column of that name. */
    int column(String name) {
        Integer column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column is named \"" + name + "\", but " + columns.keySet());
        }
        return column;
    }

    /** The bytes that are special somewhere. */
    int[] stops() {
        return stops;
    }

    /** A bit for each column that not every row sets. */
    long mayBeAbsent() {
        return mayBeAbsent;
    }

    boolean isOptional(int column) {
        return (optional >>> column & 1) != 0;
    }

    /** A bit for each column that some section has to set. */
    long mustBeKeyed() {
        return mustBeKeyed;
    }
}
