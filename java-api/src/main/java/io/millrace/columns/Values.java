package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;

/** The Java twin of {@code native/src/columns/values.hpp}: the values of a row, where the places of its fields were. */
final class Values {
    private static final int FINE = -1;

    private final Grammar grammar;
    private final Table table;
    private final NumberReader numbers = new NumberReader();
    private final InstantReader instants = new InstantReader();
    private final Fault fault;

    Values(Grammar grammar, Table table, Fault fault) {
        this.grammar = grammar;
        this.table = table;
        this.fault = fault;
    }

    /** Reads them; false: one is malformed, as the fault says. {@code base}: where in the block the first byte is. */
    boolean read(Block block, int base, int slot) {
        for (int column = 0; column < grammar.fields().size(); column++) {
            Field field = grammar.fields().get(column);
            if (field.type() == Type.SLICE) {
                continue;
            }
            long span = table.value(column, slot);
            int start = (int) span;
            int end = (int) (span >>> Integer.SIZE);
            boolean isThere = span != Table.ABSENT && start < end;
            int kind;
            if (isThere) {
                kind = read(field, column, slot, block, base + start, base + end);
            } else {
                table.setValue(column, slot, field.absent());
                kind = span == Table.ABSENT || grammar.isOptional(column) ? FINE : malformed(field);
            }
            table.setPresent(column, slot, isThere);
            if (kind != FINE) {
                fault.set(kind, column, start);
                return false;
            }
        }
        return true;
    }

    private static int malformed(Field field) {
        return switch (field.type()) {
            case VERB -> ColumnRecords.FAULT_WORD;
            case ISO_TIME -> ColumnRecords.FAULT_TIME;
            default -> ColumnRecords.FAULT_NUMBER;
        };
    }

    /** Of a field of at least one byte: what is wrong with it, or {@link #FINE}. */
    private int read(Field field, int column, int slot, Block block, int start, int end) {
        if (field.type() == Type.VERB) {
            int word = grammar.words(column).find(block, start, end);
            table.setValue(column, slot, word);
            return word == Words.NONE ? ColumnRecords.FAULT_WORD : FINE;
        }
        int last = end;
        if (field.suffix() != ColumnRecords.COLUMN_NO_BYTE) {
            if ((block.byteAt(end - 1) & 0xff) != field.suffix() || --last == start) {
                return ColumnRecords.FAULT_NUMBER;
            }
        }
        Parsed parsed = switch (field.type()) {
            case DECIMAL -> numbers.decimal(block, start, last);
            case ISO_TIME -> instants.instant(block, start, last);
            default -> numbers.integer(block, start, last, field.scale());
        };
        table.setValue(column, slot, field.type() == Type.ISO_TIME ? instants.nanos() : numbers.bits());
        if (parsed == Parsed.GOOD) {
            return FINE;
        }
        return parsed == Parsed.TOO_LARGE ? ColumnRecords.FAULT_TOO_LARGE : malformed(field);
    }
}
