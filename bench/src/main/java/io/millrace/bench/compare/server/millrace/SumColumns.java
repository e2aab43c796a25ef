package io.millrace.bench.compare.server.millrace;

import io.millrace.Ending;
import io.millrace.Protocol;
import io.millrace.bench.compare.server.Sum;
import io.millrace.bytes.Slice;
import io.millrace.columns.Columns;
import io.millrace.columns.Format;
import java.util.Arrays;

/** Adds up columns, as many rows at a time as have come. */
abstract class SumColumns extends Protocol {
    private static final int ROWS_MAX = 4096; // more than are in a segment

    final Columns columns;
    private final Sum sum = new Sum();
    private byte[] unfinished = {}; // the row whose end has not come

    SumColumns(Format format) {
        columns = Columns.of(format, ROWS_MAX);
    }

    /** What so many rows of the columns add up to. */
    abstract double sum(int rows);

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
            int count = columns.decode(rows, from);
            sum.add(count, sum(count));
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
