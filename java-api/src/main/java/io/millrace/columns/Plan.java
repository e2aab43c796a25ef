package io.millrace.columns;

import io.millrace.engine.Block;
import io.millrace.jni.ColumnRecords;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A grammar as native code reads it: see {@code native/include/millrace/columns.h}. */
final class Plan {
    private Plan() {}

    /** For a table of so many rows. */
    static Block write(Grammar grammar, int rowsMax) {
        Block block = Block.offHeap(bytesOf(grammar));
        ByteBuffer plan = block.bytes().duplicate().order(ByteOrder.nativeOrder());
        writeHead(plan, grammar, rowsMax);
        int at = ColumnRecords.COLUMN_PLAN_BYTES;
        int sets = at
                + grammar.rules().size() * ColumnRecords.COLUMN_PART_BYTES
                + grammar.fields().size() * ColumnRecords.COLUMN_BYTES;
        for (Rule rule : grammar.rules()) {
            writePart(plan, at, rule, sets);
            sets = writeWords(plan, sets, rule.keys());
            at += ColumnRecords.COLUMN_PART_BYTES;
        }
        for (int column = 0; column < grammar.fields().size(); column++) {
            writeColumn(plan, at, grammar, column, sets);
            sets = writeWords(plan, sets, grammar.words(column));
            at += ColumnRecords.COLUMN_BYTES;
        }
        return block;
    }

    private static int bytesOf(Grammar grammar) {
        int bytes = ColumnRecords.COLUMN_PLAN_BYTES;
        for (Rule rule : grammar.rules()) {
            bytes += ColumnRecords.COLUMN_PART_BYTES
                    + (rule.keys() == null ? 0 : rule.keys().planBytes());
        }
        for (int column = 0; column < grammar.fields().size(); column++) {
            Words words = grammar.words(column);
            bytes += ColumnRecords.COLUMN_BYTES + (words == null ? 0 : words.planBytes());
        }
        return bytes;
    }

    private static void writeHead(ByteBuffer plan, Grammar grammar, int rowsMax) {
        Format.Bytes bytes = grammar.format().bytes();
        Format.Bounds bounds = grammar.format().bounds();
        plan.putInt(ColumnRecords.COLUMN_PLAN_VERSION, ColumnRecords.COLUMNS_VERSION);
        plan.putInt(ColumnRecords.COLUMN_PLAN_PARTS, grammar.rules().size());
        plan.putInt(ColumnRecords.COLUMN_PLAN_COLUMNS, grammar.fields().size());
        plan.putInt(ColumnRecords.COLUMN_PLAN_ROWS_MAX, rowsMax);
        plan.putInt(ColumnRecords.COLUMN_PLAN_FAULTS_MAX, bounds.faultsMax());
        plan.putInt(ColumnRecords.COLUMN_PLAN_ROW_BYTES_MAX, bounds.rowBytesMax());
        plan.putInt(ColumnRecords.COLUMN_PLAN_ITEMS_MAX, bounds.itemsMax());
        plan.putInt(ColumnRecords.COLUMN_PLAN_ROW_END, bytes.rowEnd());
        plan.putInt(ColumnRecords.COLUMN_PLAN_QUOTE, bytes.quote());
        plan.putInt(ColumnRecords.COLUMN_PLAN_ESCAPE, bytes.escape());
        plan.putInt(ColumnRecords.COLUMN_PLAN_COMMENT, bytes.comment());
        plan.putInt(ColumnRecords.COLUMN_PLAN_FLAGS, bytes.returns() ? ColumnRecords.COLUMN_RETURNS : 0);
        int[] stops = grammar.stops();
        plan.putInt(ColumnRecords.COLUMN_PLAN_STOPS, stops.length);
        long packed = 0;
        for (int i = 0; i < stops.length; i++) {
            packed |= (long) stops[i] << i * Byte.SIZE;
        }
        plan.putLong(ColumnRecords.COLUMN_PLAN_STOP_BYTES, packed);
    }

    private static void writePart(ByteBuffer plan, int at, Rule rule, int words) {
        plan.putInt(at + ColumnRecords.COLUMN_PART_KIND, rule.kind());
        plan.putInt(at + ColumnRecords.COLUMN_PART_FLAGS, rule.flags());
        plan.putInt(at + ColumnRecords.COLUMN_PART_INTRO, rule.intro());
        plan.putInt(at + ColumnRecords.COLUMN_PART_COLUMN, rule.column());
        plan.putInt(at + ColumnRecords.COLUMN_PART_SEPARATOR, rule.separator());
        plan.putInt(at + ColumnRecords.COLUMN_PART_ASSIGN, rule.assign());
        plan.putInt(at + ColumnRecords.COLUMN_PART_WORDS, words);
    }

    private static void writeColumn(ByteBuffer plan, int at, Grammar grammar, int column, int words) {
        Field field = grammar.fields().get(column);
        plan.putInt(at + ColumnRecords.COLUMN_TYPE, field.type().code);
        plan.putInt(at + ColumnRecords.COLUMN_FLAGS, grammar.isOptional(column) ? ColumnRecords.COLUMN_OPTIONAL : 0);
        plan.putInt(at + ColumnRecords.COLUMN_SUFFIX, field.suffix());
        plan.putInt(at + ColumnRecords.COLUMN_WORDS, words);
        plan.putLong(at + ColumnRecords.COLUMN_SCALE, field.scale());
        plan.putLong(at + ColumnRecords.COLUMN_ABSENT, field.absent());
    }

    private static int writeWords(ByteBuffer plan, int at, Words words) {
        if (words == null) {
            return at;
        }
        words.write(plan, at);
        return at + words.planBytes();
    }
}
