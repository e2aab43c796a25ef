package io.millrace.columns;

import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a decoding left, as text: every value, presence, fault and figure. */
final class Decoded {
    private Decoded() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its rows, each with the values of all columns. */
    static List<String> rows(Columns columns) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < columns.rows(); row++) {
            StringBuilder text = new StringBuilder();
            for (Field field : columns.grammar().fields()) {
                text.append(field.name())
                        .append('=')
                        .append(value(columns, field, row))
                        .append(' ');
            }
            rows.add(text.toString());
        }
        return rows;
    }

    private static String value(Columns columns, Field field, int row) {
        Column column = switch (field.type()) {
            case DECIMAL -> columns.doubles(field.name());
            case SLICE -> columns.slices(field.name());
            case VERB -> columns.verbs(field.name());
            default -> columns.longs(field.name());
        };
        return (column.isPresent(row) ? "" : "missing ") + value(column, row);
    }

    private static Object value(Column column, int row) {
        if (column instanceof DoubleColumn doubles) {
            return doubles.at(row) + "/" + Long.toHexString(Double.doubleToRawLongBits(doubles.at(row)));
        }
        if (column instanceof LongColumn longs) {
            return longs.at(row);
        }
        if (column instanceof VerbColumn verbs) {
            return verbs.at(row);
        }
        SliceColumn slices = (SliceColumn) column;
        Slice slice = slices.at(row);
        return slices.offset(row) + "+" + slices.length(row) + "[" + slice.toString(StandardCharsets.ISO_8859_1) + "]";
    }

    static List<String> faults(Columns columns) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < columns.faults().told(); i++) {
            faults.add(columns.faults().describe(i));
        }
        return faults;
    }

    /** All of it. */
    static List<Object> all(Columns columns) {
        return List.of(
                rows(columns),
                faults(columns),
                columns.faults().count(),
                columns.consumed(),
                columns.seen(),
                columns.isFull(),
                columns.isTooLong());
    }
}
