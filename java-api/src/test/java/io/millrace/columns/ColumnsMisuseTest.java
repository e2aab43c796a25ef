package io.millrace.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Arena;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is refused, and with what words. */
class ColumnsMisuseTest {
    private static Format one() {
        return Format.lines().first(Field.integer("i"));
    }

    @Test
    void nothingIsReadOrDecodedOnceClosed() {
        Columns columns = Columns.of(one(), 64);
        columns.decode(Slice.of("1\n"));
        LongColumn column = columns.longs("i");
        columns.close();
        columns.close();

        assertThat(columns.rows()).isZero();
        assertThatThrownBy(() -> column.at(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> column.isPresent(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(column::sum).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> column.copyTo(new long[1], 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> columns.decode(Slice.of("1\n"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> columns.faults().row(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rowsThatAreNotThere() {
        Columns columns = Columns.of(one(), 64);
        columns.decode(Slice.of("1\n2\n"));
        LongColumn column = columns.longs("i");

        for (int row : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> column.at(row)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> column.isPresent(row)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> columns.faults().row(row)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> column.copyTo(new long[2], 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> column.copyTo(new long[2], -1)).isInstanceOf(IndexOutOfBoundsException.class);
        for (int from : new int[] {-1, 5, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> columns.decode(Slice.of("1\n2\n"), from))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void bytesWhoseTimeIsOverLeaveNoRows() {
        Columns columns = Columns.of(Format.lines().first(Field.slice("s")), 64);
        Slice bytes;
        try (Arena arena = new Pool(1 << 20).arena()) {
            Region region = arena.take(100).put("a\nb\n");
            bytes = region.toSlice();
            assertThat(columns.decode(bytes)).isEqualTo(2);
        }
        assertThat(columns.slices("s").length(0)).isEqualTo(1);
        assertThatThrownBy(() -> columns.slices("s").at(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> columns.decode(bytes)).isInstanceOf(IllegalStateException.class);
        assertThat(columns.rows()).isZero();
    }

    @Test
    void columnsOfAnotherNameOrType() {
        Columns columns = Columns.of(Format.statsd(), 64);

        assertThatThrownBy(() -> columns.doubles("rat"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate");
        assertThatThrownBy(() -> columns.longs("rate"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decimal");
        assertThatThrownBy(() -> columns.slices("rate")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> columns.verbs("rate")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> columns.doubles("name")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void formatsByWhichNoRowCanBeRead() {
        List<Format> wrong = List.of(
                Format.lines(),
                one().then(',', Field.integer("i")),
                one().then('\n', Field.integer("j")),
                one().maybe(',', Field.integer("j")).then(',', Field.integer("k")),
                one().then(' ', Section.keyed(',', ',', Field.slice("a"))),
                one().then(
                                ' ',
                                Section.keyed(
                                        ',',
                                        '=',
                                        Field.slice("a"),
                                        Field.slice("b").key("a"))),
                one().then(' ', Section.marked(',', Field.slice("ab"))),
                one().then(' ', Field.slice("a").quoted()),
                one().then(' ', Field.verb("v", "a", "a")),
                one().then(' ', Field.verb("v", "")),
                one().then(' ', Field.verb("v", "x".repeat(33))),
                one().then(
                                ' ',
                                Field.verb(
                                        "v",
                                        IntStream.range(0, 129)
                                                .mapToObj(Integer::toString)
                                                .toArray(String[]::new))),
                IntStream.range(0, 64)
                        .mapToObj(Integer::toString)
                        .map(Field::slice)
                        .reduce(one(), (format, field) -> format.then(',', field), (a, b) -> a),
                one().then('a', Field.slice("a"))
                        .then('b', Section.keyed('c', 'd', Field.slice("b")))
                        .then('e', Section.keyed('f', 'g', Field.slice("c")))
                        .then('h', Field.slice("d")));
        for (Format format : wrong) {
            assertThatThrownBy(() -> Columns.of(format, 64)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void numbersOutOfRange() {
        for (int rows : new int[] {0, -1, (1 << 20) + 1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> Columns.of(one(), rows)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> one().rowBytesMax(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one().itemsMax(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one().faultsMax(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one().first(Field.slice("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Format.lines().then(',', Field.slice("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Format.rows('\u00e9')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Field.slice("a").or(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Field.integer("a").or(1.5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Field.slice("a").endingWith('i')).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void severalThreadsAtATimeAreRefusedOrTakeTurns() throws InterruptedException {
        Columns columns = Columns.of(one(), 1024);
        Slice bytes = Slice.offHeap(Decoded.bytes("1\n".repeat(1000)));
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(4);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    begun.countDown();
                    for (int round = 0; round < 2000; round++) {
                        try {
                            wrong.addAndGet(columns.decode(bytes) > 1000 ? 1 : 0);
                        } catch (IllegalStateException another) {
                            wrong.addAndGet(another.getMessage().contains("another thread") ? 0 : 1);
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(columns.decode(bytes)).isEqualTo(1000);
    }
}
