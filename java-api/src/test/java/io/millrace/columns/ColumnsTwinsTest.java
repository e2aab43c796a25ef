package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The native decoder and its Java twin leave the same of the same bytes, whole or cut at any byte. */
class ColumnsTwinsTest {
    private static final int ROUNDS = 1500;
    private static final int ROWS_MAX = 64;

    @ParameterizedTest
    @EnumSource
    void agreeOnRandomRows(Formats formats) {
        try (Columns one = Columns.of(formats.format(), ROWS_MAX);
                Columns other = Columns.of(formats.format(), ROWS_MAX)) {
            Random random = new Random(1);
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = Decoded.bytes(formats.rows(random, random.nextInt(round % 10 == 0 ? 400 : 12)));
                boolean ends = random.nextBoolean();
                int from = random.nextInt(bytes.length + 1) * random.nextInt(2);
                decode(one, Slice.offHeap(bytes), from, ends);
                decode(other, Slice.of(bytes), from, ends);
                assertThat(Decoded.all(one)).as("%s", Slice.of(bytes)).isEqualTo(Decoded.all(other));
            }
        }
    }

    private static void decode(Columns columns, Slice bytes, int from, boolean ends) {
        if (ends) {
            columns.decodeAll(bytes, from);
        } else {
            columns.decode(bytes, from);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCutAnywhereChangesNothing(Formats formats) {
        try (Columns columns = Columns.of(formats.format().faultsMax(1000), 1000)) {
            Random random = new Random(2);
            for (int round = 0; round < ROUNDS / 50; round++) {
                byte[] bytes = Decoded.bytes(formats.rows(random, 12));
                columns.decode(Slice.offHeap(bytes));
                List<String> rows = withoutOffsets(Decoded.rows(columns));
                int faults = columns.faults().count();
                int consumed = columns.consumed();
                for (int cut = 0; cut <= bytes.length; cut++) {
                    columns.decode(Slice.offHeap(bytes).slice(0, cut));
                    int first = columns.consumed();
                    List<String> both = new ArrayList<>(Decoded.rows(columns));
                    int bothFaults = columns.faults().count();
                    columns.decode(Slice.offHeap(bytes).slice(first));
                    both.addAll(Decoded.rows(columns));
                    assertThat(withoutOffsets(both)).as("cut at %d", cut).isEqualTo(rows);
                    assertThat(bothFaults + columns.faults().count()).isEqualTo(faults);
                    assertThat(first + columns.consumed()).isEqualTo(consumed);
                }
            }
        }
    }

    private static List<String> withoutOffsets(List<String> rows) {
        return rows.stream()
                .map(row -> row.replaceAll("-?\\d+\\+(\\d+\\[)", "$1"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aFullTableGoesOnWhereItStopped(Formats formats) {
        try (Columns all = Columns.of(formats.format().faultsMax(60_000), 60_000);
                Columns some = Columns.of(formats.format().faultsMax(60_000), ROWS_MAX)) {
            Slice bytes = Slice.offHeap(Decoded.bytes(formats.rows(new Random(3), 5000)));
            all.decode(bytes);
            List<String> rows = new ArrayList<>();
            int faults = 0;
            int seen = 0;
            int from = 0;
            do {
                some.decode(bytes, from);
                rows.addAll(Decoded.rows(some));
                faults += some.faults().count();
                seen += some.seen();
                from = some.consumed();
            } while (some.isFull());
            assertThat(rows).isEqualTo(Decoded.rows(all));
            assertThat(List.of(faults, seen, from))
                    .isEqualTo(List.of(all.faults().count(), all.seen(), all.consumed()));
        }
    }
}
