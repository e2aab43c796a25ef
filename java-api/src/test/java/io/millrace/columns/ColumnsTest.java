package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows of each kind of format become, in the heap and outside it. */
class ColumnsTest {
    private static Slice slice(String text, boolean offHeap) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return offHeap ? Slice.offHeap(bytes) : Slice.of(bytes);
    }

    private static String text(SliceColumn column, int row) {
        return column.at(row).toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statsd(boolean offHeap) {
        Columns columns = Columns.of(Format.statsd(), 100);
        String text = "hits:1|c\nload:-0.5|g|@0.1|#env:prod,host:a\n\nusers:12|ms|#x|@0.25\r\nlast:1|";

        assertThat(columns.decode(slice(text, offHeap))).isEqualTo(3);

        assertThat(columns.consumed()).isEqualTo(text.length() - "last:1|".length());
        assertThat(columns.seen()).isEqualTo(4);
        assertThat(text(columns.slices("name"), 1)).isEqualTo("load");
        assertThat(columns.doubles("value").at(1)).isEqualTo(-0.5);
        assertThat(columns.doubles("value").sum()).isEqualTo(12.5);
        VerbColumn types = columns.verbs("type");
        assertThat(types.words().get(types.at(2))).isEqualTo("ms");
        DoubleColumn rates = columns.doubles("rate");
        assertThat(List.of(rates.at(0), rates.at(1), rates.at(2))).containsExactly(1.0, 0.1, 0.25);
        assertThat(List.of(rates.isPresent(0), rates.isPresent(1))).containsExactly(false, true);
        SliceColumn tags = columns.slices("tags");
        assertThat(tags.at(0)).isSameAs(Slice.EMPTY);
        assertThat(tags.offset(0)).isEqualTo(-1);
        assertThat(tags.length(0)).isZero();
        assertThat(text(tags, 1)).isEqualTo("env:prod,host:a");
        assertThat(text(tags, 2)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEndOfADatagramEndsItsLastRow(boolean offHeap) {
        Columns columns = Columns.of(Format.statsd(), 100);

        assertThat(columns.decodeAll(slice("a:1|c\nb:2|c", offHeap))).isEqualTo(2);
        assertThat(columns.consumed()).isEqualTo(11);
        assertThat(columns.decodeAll(slice("", offHeap))).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void influx(boolean offHeap) {
        Format format = Format.influx(
                List.of(Field.slice("host"), Field.slice("region")),
                List.of(
                        Field.decimal("usage"),
                        Field.integer("count"),
                        Field.slice("text"),
                        Field.verb("up", "true", "false")));
        Columns columns = Columns.of(format, 100);
        String text = "# what follows is one\n"
                + "cpu,region=b,host=a usage=1.5,count=3i,unknown=7 1700000000000000001\n"
                + "my\\ cpu,host=a\\,b text=\"a, \\\"b\\\"\nc\",up=false\n";

        assertThat(columns.decode(slice(text, offHeap)))
                .as("%s", columns.faults())
                .isEqualTo(2);

        assertThat(text(columns.slices("measurement"), 0)).isEqualTo("cpu");
        assertThat(text(columns.slices("host"), 0)).isEqualTo("a");
        assertThat(text(columns.slices("region"), 0)).isEqualTo("b");
        assertThat(columns.doubles("usage").at(0)).isEqualTo(1.5);
        assertThat(columns.longs("count").at(0)).isEqualTo(3);
        assertThat(columns.longs("time").at(0)).isEqualTo(1700000000000000001L);
        assertThat(text(columns.slices("measurement"), 1)).isEqualTo("my\\ cpu");
        assertThat(text(columns.slices("host"), 1)).isEqualTo("a\\,b");
        assertThat(text(columns.slices("text"), 1)).isEqualTo("a, \\\"b\\\"\nc");
        assertThat(columns.verbs("up").at(0)).isEqualTo(-1);
        assertThat(columns.verbs("up").at(1)).isEqualTo(1);
        assertThat(columns.doubles("usage").at(1)).isNaN();
        assertThat(columns.longs("time").isPresent(1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void csv(boolean offHeap) {
        Columns columns = Columns.of(
                Format.csv(
                        ';',
                        Field.slice("name"),
                        Field.integer("sold").or(-7),
                        Field.isoTime("when"),
                        Field.decimal("price").optional()),
                100);
        String text = "\"a;\"\"b\"\"\nc\";12;2026-11-23T07:44:46.5+01:00;3.25\r\nplain;;1969-12-31T23:59:59Z;\"1\"\n";

        assertThat(columns.decode(slice(text, offHeap))).isEqualTo(2);

        assertThat(text(columns.slices("name"), 0)).isEqualTo("a;\"\"b\"\"\nc");
        assertThat(columns.longs("sold").at(0)).isEqualTo(12);
        assertThat(columns.longs("sold").at(1)).isEqualTo(-7);
        Instant when = OffsetDateTime.parse("2026-11-23T07:44:46.5+01:00").toInstant();
        assertThat(columns.longs("when").at(0))
                .isEqualTo(TimeUnit.SECONDS.toNanos(when.getEpochSecond()) + when.getNano());
        assertThat(columns.longs("when").at(1)).isEqualTo(-TimeUnit.SECONDS.toNanos(1));
        assertThat(columns.doubles("price").at(0)).isEqualTo(3.25);
        assertThat(columns.doubles("price").at(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keyValue(boolean offHeap) {
        Columns columns = Columns.of(
                Format.keyValue(
                        Field.verb("level", "info", "warn"), Field.slice("msg"), Field.time("at", TimeUnit.SECONDS)),
                100);

        assertThat(columns.decode(slice("at=-1  msg=\"not = found\" level=warn x=y=z\nmsg=\n", offHeap)))
                .isEqualTo(2);

        assertThat(columns.verbs("level").at(0)).isEqualTo(1);
        assertThat(columns.verbs("level").isPresent(1)).isFalse();
        assertThat(text(columns.slices("msg"), 0)).isEqualTo("not = found");
        assertThat(columns.slices("msg").isPresent(1)).isTrue();
        assertThat(columns.longs("at").at(0)).isEqualTo(-1_000_000_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void columnsAreCopiedAtOnce(boolean offHeap) {
        Columns columns = Columns.of(
                Format.lines()
                        .first(Field.integer("i"))
                        .then(' ', Field.decimal("d"))
                        .then(' ', Field.verb("v", "a", "b")),
                10);
        columns.decode(slice("1 1.5 a\n2 2.5 b\n3 3.5 a\n", offHeap));

        double[] doubles = new double[4];
        long[] longs = new long[4];
        int[] verbs = new int[4];
        assertThat(columns.doubles("d").copyTo(doubles, 1)).isEqualTo(3);
        assertThat(columns.longs("i").copyTo(longs, 0)).isEqualTo(3);
        assertThat(columns.verbs("v").copyTo(verbs, 1)).isEqualTo(3);
        assertThat(doubles).containsExactly(0, 1.5, 2.5, 3.5);
        assertThat(longs).containsExactly(1, 2, 3, 0);
        assertThat(verbs).containsExactly(0, 0, 1, 0);
        assertThat(columns.longs("i").sum()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyRowIsInASumOnce(boolean offHeap) {
        Columns columns = Columns.of(Format.lines().first(Field.decimal("d")), 20);
        StringBuilder rows = new StringBuilder();
        double all = 0;
        for (int count = 0; count < 20; count++) {
            columns.decode(slice(rows.toString(), offHeap));
            assertThat(columns.doubles("d").sum()).as("%d rows", count).isEqualTo(all);
            long power = 1L << count; // so that a row that is missing, or there twice, is seen
            rows.append(power).append('\n');
            all += power;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moreRowsThanThereIsRoomFor(boolean offHeap) {
        Columns columns = Columns.of(Format.lines().first(Field.integer("i")), 1);
        Slice bytes = slice("1\n".repeat(1000) + "2", offHeap);

        long sum = 0;
        int from = 0;
        do {
            columns.decode(bytes, from);
            sum += columns.longs("i").sum();
            from = columns.consumed();
        } while (columns.isFull());

        assertThat(sum).isEqualTo(1000);
        assertThat(from).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachDecodingReplacesTheOneBefore(boolean offHeap) {
        Columns columns = Columns.of(Format.lines().first(Field.integer("i")), 64);
        LongColumn column = columns.longs("i");

        columns.decode(slice("1\nx\n3\n", offHeap));
        columns.decode(slice("4\n", offHeap));

        assertThat(column.rows()).isEqualTo(1);
        assertThat(column.at(0)).isEqualTo(4);
        assertThat(columns.faults().count()).isZero();
    }
}
