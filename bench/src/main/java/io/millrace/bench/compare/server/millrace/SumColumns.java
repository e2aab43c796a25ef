package io.millrace.bench.compare.server.millrace;

import io.millrace.Ending;
import io.millrace.Protocol;
import io.millrace.bench.compare.server.Sum;
import io.millrace.bytes.Slice;
import io.millrace.columns.Columns;
import io.millrace.columns.DoubleColumn;
import io.millrace.columns.Format;
import java.util.Arrays;

/** Adds up a column of values, as many rows at a time as have come. */
final class SumColumns extends Protocol {
    private static final int ROWS_MAX = 4096; // more than are in a segment

    private final Columns columns = Columns.of(Format.statsd(), ROWS_MAX);
    private final DoubleColumn values = columns.doubles("value");
    private final Sum sum = new Sum();
    private byte[] unfinished = {}; // the row whose end has not come

    @Override
    public void dataReceived(Slice data) {
        int from = unfinished.length > 0 ? finish(data) : 0;
        from += add(data.slice(from));
        if (from < data.length()) {
            unfinished = data.slice(from).toByteArray();
        }
    }

    /** Adds the row that had begun before, or what there is of it now; answers how many of the new bytes that took. */
    private int finish(Slice data) {
        int end = data.find((byte) '\n') + 1;
        int taken = end == 0 ? data.length() : end;
        byte[] row = Arrays.copyOf(unfinished, unfinished.length + taken);
        data.slice(0, taken).copyTo(row, unfinished.length);
        int added = add(Slice.of(row));
        unfinished = Arrays.copyOfRange(row, added, row.length);
        return taken;
    }

    /** Adds all whole rows; answers how many bytes they are. */
    private int add(Slice rows) {
        int from = 0;
        do {
            sum.add(columns.decode(rows, from), values.sum());
            from = columns.consumed();
            if (columns.faults().count() > 0) {
                transport().write(sum.answer()); // the question is no row
            }
        } while (columns.isFull());
        return from;
    }

    @Override
    public void connectionLost(Ending ending) {
        columns.close();
    }
}
