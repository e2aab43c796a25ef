package io.millrace.bench.compare.server.millrace;

import io.millrace.columns.DoubleColumn;
import io.millrace.columns.Format;

/** StatsD: a column of values. */
final class SumStatsd extends SumColumns {
    private final DoubleColumn values = columns.doubles("value");

    SumStatsd() {
        super(Format.statsd());
    }

    @Override
    double sum(int rows) {
        return values.sum();
    }
}
