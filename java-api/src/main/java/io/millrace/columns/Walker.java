package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;

/**
 * The Java twin of {@code native/src/columns/walker.hpp}, under the same names, and of what decodes around it: takes one row
 * apart after the other, and writes where each field is.
 */
final class Walker {
    /** What a special byte ends; {@code NOWHERE} is the end of bytes that do not end a row. */
    private enum Ended {
        NOTHING,
        ITEM,
        PART,
        ROW,
        FAULT,
        NOWHERE
    }

    private final Grammar grammar;
    private final Rule[] rules;
    private final Cursor cursor;
    private final Format.Bytes special;
    private final int rowBytesMax;
    private final int itemsMax;
    private final Table table;

    private int length; // of the bytes
    private boolean ends; // their end is that of a row, too

    // Of the row
    private int rowStart;
    private int slot;
    private int at; // a special byte, or the end
    private int part;
    private int items;
    private long keyed; // a bit for each column that a key has named
    private int valueStart;
    private int valueEnd;

    private final Fault fault;
    private int resume = -1; // where the row's end is sought from, if not here

    Walker(Grammar grammar, Table table, Fault fault) {
        this.grammar = grammar;
        this.table = table;
        this.fault = fault;
        rules = grammar.rules().toArray(Rule[]::new);
        cursor = new Cursor(grammar.stops());
        special = grammar.format().bytes();
        rowBytesMax = grammar.format().bounds().rowBytesMax();
        itemsMax = grammar.format().bounds().itemsMax();
    }

    /** Begins with the first row of so many bytes of a block. */
    void start(Block bytes, int offset, int from, int end, boolean endsRow) {
        cursor.start(bytes, offset, end);
        cursor.seek(from);
        rowStart = from;
        length = end;
        ends = endsRow;
    }

    /** Forgets them. */
    void stop() {
        cursor.stop();
    }

    /** What became of a row. */
    enum Outcome {
        /** It is in the table's slot. */
        ROW,
        /** It was empty, or a comment. */
        NOTHING,
        /** It is malformed, as the fault says. */
        FAULT,
        /** There is no whole one. */
        NONE
    }

    /** Takes the next row apart, into that slot of the table. */
    Outcome walk(int intoSlot) {
        if (rowStart == length) {
            return Outcome.NONE;
        }
        slot = intoSlot;
        cursor.seek(rowStart);
        take();
        if (isNothing()) {
            return skipRow() ? done(Outcome.NOTHING) : Outcome.NONE;
        }
        clear();
        Ended ended = walkRow();
        if (ended == Ended.ROW) {
            ended = checkRow();
        }
        if (ended == Ended.ROW) {
            return done(Outcome.ROW);
        }
        return ended == Ended.FAULT && skipRow() ? done(Outcome.FAULT) : Outcome.NONE;
    }

    private Outcome done(Outcome outcome) {
        rowStart = at == length ? length : at + 1;
        return outcome;
    }

    /** Up to the row that was not taken apart. */
    int consumed() {
        return rowStart;
    }

    boolean isTooLong() {
        return length - rowStart > rowBytesMax;
    }

    // ---- Bytes

    private int byteAt(int place) {
        return cursor.byteAt(place);
    }

    private void take() {
        at = cursor.take();
    }

    private boolean isRowEnd(int place) {
        return place == length ? ends : byteAt(place) == special.rowEnd();
    }

    /** Without the CR that may belong to the row's end. */
    private int trim(int start, int end) {
        return special.returns() && end > start && byteAt(end - 1) == '\r' ? end - 1 : end;
    }

    // ---- Rows

    private boolean isNothing() {
        if (byteAt(rowStart) == special.comment()) {
            return true;
        }
        return at <= rowStart + 1 && isRowEnd(at) && trim(rowStart, at) == rowStart;
    }

    private boolean skipRow() {
        if (resume >= 0) {
            cursor.seek(resume);
            resume = -1;
            take();
        }
        while (at != length && byteAt(at) != special.rowEnd()) {
            take();
        }
        return isRowEnd(at);
    }

    private void clear() {
        for (long columns = grammar.mayBeAbsent(); columns != 0; columns &= columns - 1) {
            table.setValue(Long.numberOfTrailingZeros(columns), slot, Table.ABSENT);
        }
    }

    private void store(int column) {
        table.setValue(column, slot, valueStart | (long) valueEnd << Integer.SIZE);
    }

    private Ended walkRow() {
        part = 0;
        items = 0;
        keyed = 0;
        int start = rowStart;
        while (true) {
            Rule rule = rules[part];
            Ended ended = rule.isSection() ? walkSection(rule, start) : walkField(rule, start);
            if (ended != Ended.PART) {
                return ended;
            }
            start = at + 1;
            take();
        }
    }

    private Ended checkRow() {
        if (at - rowStart > rowBytesMax) {
            return fail(ColumnRecords.FAULT_ROW_TOO_LONG, ColumnRecords.COLUMNS_MAX, rowStart);
        }
        long missing = grammar.mustBeKeyed() & ~keyed;
        return missing == 0 ? Ended.ROW : fail(ColumnRecords.FAULT_MISSING, Long.numberOfTrailingZeros(missing), at);
    }

    private Ended walkField(Rule rule, int start) {
        Ended ended = endValue(rule, start);
        store(rule.column());
        return ended;
    }

    // ---- Sections

    private Ended walkSection(Rule rule, int from) {
        int start = from;
        while (true) {
            Ended ended = walkItem(rule, start);
            if (ended != Ended.ITEM) {
                return ended;
            }
            start = at + 1;
            take();
        }
    }

    private Ended walkItem(Rule rule, int start) {
        Ended ended = endKey(rule, start);
        if (ended != Ended.NOTHING) {
            return ended;
        }
        int keyEnd = rule.isKeyed() ? at : start + 1;
        int from = rule.isKeyed() ? at + 1 : start + 1;
        if (rule.isKeyed() || at == start) {
            take();
        }
        int column = rule.keys().find(cursor.block(), cursor.base() + start, cursor.base() + keyEnd);
        ended = nameColumn(rule, column, start);
        if (ended == Ended.FAULT) {
            return ended;
        }
        ended = endValue(rule, from);
        if (column != Words.NONE) {
            store(column);
        }
        return ended;
    }

    private Ended endKey(Rule rule, int start) {
        if (!rule.isKeyed() && at > start) {
            return Ended.NOTHING;
        }
        for (; ; take()) {
            if (at != length && byteAt(at) == rule.assign()) {
                return Ended.NOTHING;
            }
            Ended ended = whatEnds(rule);
            if (ended == Ended.FAULT || ended == Ended.NOWHERE) {
                return ended;
            }
            if (ended != Ended.NOTHING) {
                return rule.hasGaps() && trim(start, at) == start
                        ? ended
                        : fail(ColumnRecords.FAULT_KEY, ColumnRecords.COLUMNS_MAX, start);
            }
            if (!rule.isKeyed()) {
                return Ended.NOTHING;
            }
        }
    }

    private Ended nameColumn(Rule rule, int column, int start) {
        if (++items > itemsMax) {
            return fail(ColumnRecords.FAULT_TOO_MANY, ColumnRecords.COLUMNS_MAX, start);
        }
        if (column == Words.NONE) {
            return rule.isKnown() ? fail(ColumnRecords.FAULT_UNKNOWN, ColumnRecords.COLUMNS_MAX, start) : Ended.NOTHING;
        }
        if ((keyed >>> column & 1) != 0) {
            return fail(ColumnRecords.FAULT_REPEATED, column, start);
        }
        keyed |= 1L << column;
        return Ended.NOTHING;
    }

    // ---- Values

    /** Of the value from there on; {@code at} is the first special byte in it or behind it. */
    private Ended endValue(Rule rule, int start) {
        valueStart = start;
        valueEnd = start;
        if (rule.isQuoted() && start < length && byteAt(start) == special.quote()) {
            return endQuoted(rule, start);
        }
        for (; ; take()) {
            Ended ended = whatEnds(rule);
            if (ended != Ended.NOTHING) {
                valueEnd = ended == Ended.ROW ? trim(start, at) : at;
                return ended;
            }
        }
    }

    private Ended endQuoted(Rule rule, int quote) {
        Ended opened = closeQuote(quote);
        if (opened != Ended.NOTHING) {
            return opened;
        }
        int close = at;
        valueStart = quote + 1;
        valueEnd = close;
        take();
        Ended ended = whatEnds(rule);
        if (ended == Ended.NOWHERE) {
            return ended;
        }
        int behind = isRowEnd(at) ? trim(close + 1, at) : at;
        boolean isQuote = ended == Ended.FAULT && fault.kind() == ColumnRecords.FAULT_QUOTE;
        if (behind != close + 1 || ended == Ended.NOTHING || isQuote) {
            return failQuoted(ColumnRecords.FAULT_QUOTE, rule.column(), quote);
        }
        return ended;
    }

    /** {@code NOTHING}: it is at {@code at}. */
    private Ended closeQuote(int quote) {
        while (true) {
            take();
            boolean isBeyond = at - rowStart > rowBytesMax;
            if (at == length || isBeyond) {
                return isBeyond || ends
                        ? failQuoted(ColumnRecords.FAULT_OPEN, ColumnRecords.COLUMNS_MAX, quote)
                        : Ended.NOWHERE;
            }
            boolean isQuote = byteAt(at) == special.quote();
            if (isQuote && special.escape() != ColumnRecords.COLUMN_NO_BYTE) {
                return Ended.NOTHING;
            }
            boolean isPair =
                    at + 1 < length && (isQuote ? byteAt(at + 1) == special.quote() : byteAt(at) == special.escape());
            if (isQuote && !isPair) {
                return Ended.NOTHING;
            }
            if (isPair) {
                cursor.seek(at + 2);
            }
        }
    }

    private Ended whatEnds(Rule rule) {
        if (at == length) {
            return ends ? endRow(rule) : Ended.NOWHERE;
        }
        int value = byteAt(at);
        if (value == special.rowEnd()) {
            return endRow(rule);
        }
        if (value == rule.separator()) {
            return Ended.ITEM;
        }
        if (value == special.escape()) {
            if (at + 1 < length && !isRowEnd(at + 1)) {
                cursor.seek(at + 2);
            }
            return Ended.NOTHING;
        }
        for (int next = part + 1; next <= rule.last(); next++) {
            if (value == rules[next].intro()) {
                part = next;
                return Ended.PART;
            }
        }
        if (value == rule.intro()) {
            return fail(ColumnRecords.FAULT_EXTRA, rule.column(), at);
        }
        if (rule.isQuoted() && value == special.quote()) {
            return fail(ColumnRecords.FAULT_QUOTE, rule.column(), at);
        }
        return Ended.NOTHING;
    }

    private Ended endRow(Rule rule) {
        return rule.endsRow() ? Ended.ROW : fail(ColumnRecords.FAULT_MISSING, rules[rule.last()].column(), at);
    }

    // ---- Faults

    private Ended fail(int kind, int column, int offset) {
        fault.set(kind, column, offset);
        return Ended.FAULT;
    }

    private Ended failQuoted(int kind, int column, int quote) {
        resume = quote + 1;
        return fail(kind, column, quote);
    }
}
