package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Allocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decoding and reading make no objects. */
class ColumnsCostTest {
    private static final int ROUNDS = 2000;
    private static final int MEASUREMENTS = 5;

    /** A format, and rows of it, good and malformed ones. */
    enum Rows {
        STATSD(Format.statsd(), "a:1|c\nb:2.25|ms|@0.5|#x:y\nbad\nc:x|c\n".repeat(8)),
        CSV(
                Format.csv(',', Field.isoTime("t"), Field.decimal("value"), Field.slice("s")),
                "2026-11-23T07:44:46.5Z,1.5,\"a b\"\nbad,1,2\n2026-11-23T07:44:46+01:00,1,c\n".repeat(8));

        final Format format;
        final String text;

        Rows(Format format, String text) {
            this.format = format;
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void outsideTheHeap(Rows rows) {
        check(rows, Slice.offHeap(Decoded.bytes(rows.text)));
    }

    @ParameterizedTest
    @EnumSource
    void inTheHeap(Rows rows) {
        check(rows, Slice.of(Decoded.bytes(rows.text)));
    }

    private static void check(Rows rows, Slice slice) {
        Columns columns = Columns.of(rows.format, 100);
        DoubleColumn values = columns.doubles("value");
        double[] room = new double[100];
        double fewest = Double.MAX_VALUE;
        double sum = 0;
        for (int i = 0; i < MEASUREMENTS; i++) {
            long before = Allocation.bytesOf(Thread.currentThread().getId());
            for (int round = 0; round < ROUNDS; round++) {
                int count = columns.decode(slice);
                for (int row = 0; row < count; row++) {
                    sum += values.at(row) + (values.isPresent(row) ? 1 : 0);
                }
                sum += values.sum() + columns.faults().row(0);
            }
            fewest = Math.min(fewest, Allocation.bytesOf(Thread.currentThread().getId()) - before);
        }
        assertThat(fewest / ROUNDS).isLessThan(1);
        assertThat(sum).isPositive();
        assertThat(values.copyTo(room, 0)).isEqualTo(columns.rows());
    }
}
