package io.millrace.bench.compare.server.millrace;

import io.millrace.columns.DoubleColumn;
import io.millrace.columns.Field;
import io.millrace.columns.Format;
import io.millrace.columns.LongColumn;
import java.util.List;

/** Influx lines: all that is in them becomes columns, of which three are added up. */
final class SumInflux extends SumColumns {
    private final DoubleColumn usage = columns.doubles("usage");
    private final LongColumn counts = columns.longs("count");
    private final LongColumn times = columns.longs("time");

    SumInflux() {
        super(Format.influx(
                List.of(Field.slice("host"), Field.slice("region")),
                List.of(Field.decimal("usage"), Field.decimal("idle"), Field.integer("count"))));
    }

    @Override
    double sum(int rows) {
        long sum = counts.sum();
        for (int row = 0; row < rows; row++) {
            sum += times.at(row) % 8;
        }
        return sum + usage.sum();
    }
}
