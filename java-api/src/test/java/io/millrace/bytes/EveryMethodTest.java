package io.millrace.bytes;

import static io.millrace.bytes.Arguments.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ProcessCounters;
import io.millrace.testing.Calls;
import io.millrace.testing.Calls.Outcome;
import io.millrace.testing.RunningLoop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every public method of the byte types, found by reflection, with every combination of good arguments, of null, and of
 * numbers out of every range: done or refused as documented, and nothing is harmed.
 */
class EveryMethodTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private Calls calls;

    @BeforeEach
    void giveArguments() throws Exception {
        calls = Arguments.calls(folder);
    }

    @AfterEach
    void awaitViews() {
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            System.gc();
            return ProcessCounters.read().views() == 0;
        });
    }

    private static void assertDoneOrRefused(List<Outcome> outcomes) {
        assertThat(outcomes).isNotEmpty();
        for (Outcome outcome : outcomes) {
            boolean takesNull = outcome.called().getName().equals("equals");
            boolean isRefused = outcome.thrown() != null;
            if (isRefused ? !Arguments.isRefusal(outcome) : outcome.hasNull() && !takesNull) {
                throw new AssertionError(outcome.toString(), outcome.thrown());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void ofASlice(Shape shape) {
        Slice slice = shape.of(HELLO, running.loop());
        assertDoneOrRefused(calls.onEach(Slice.class, slice::retain));
        assertThat(slice).isEqualTo(Slice.of("hello"));
        slice.release();
    }

    @Test
    void ofABuffer() {
        Slice received = Shape.RETAINED.of(HELLO, running.loop());
        assertDoneOrRefused(calls.onEach(
                Buffer.class,
                () -> new Buffer().append("he").append(received.slice(2)).append(Slice.EMPTY)));
        assertThat(received).isEqualTo(Slice.of("hello"));
        received.release();
    }

    @Test
    void ofARegion() {
        Pool pool = new Pool(1 << 24);
        try (Arena arena = pool.arena()) {
            Region neighbour = arena.take(8).put("nothing.");
            assertDoneOrRefused(calls.onEach(Region.class, () -> arena.take(8).put("hello")));
            assertThat(neighbour.toSlice()).isEqualTo(Slice.of("nothing."));
        }
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @Test
    void ofArenasAndPools() {
        assertDoneOrRefused(calls.onEach(Pool.class, () -> new Pool(4096)));
        assertDoneOrRefused(calls.onEach(Arena.class, () -> new Pool(4096).arena()));
    }

    @Test
    void ofTablesAndMarksAndSplits() {
        assertDoneOrRefused(calls.onEach(OffsetTable.class, () -> {
            OffsetTable table = new OffsetTable(2);
            Slice.of("a,b,c,d").split((byte) ',', table);
            return table;
        }));
        assertDoneOrRefused(calls.onEach(NumberTable.class, () -> new NumberTable(2)));
        assertDoneOrRefused(calls.onEach(Mark.class, () -> Mark.CRLF));
        assertDoneOrRefused(calls.onEach(Split.class, () -> Slice.of("a,,b").split((byte) ',')));
    }

    @ParameterizedTest
    @ValueSource(classes = {Slice.class, Buffer.class, Pool.class, OffsetTable.class, NumberTable.class, Mark.class})
    void thatMakesOne(Class<?> type) {
        assertDoneOrRefused(calls.toMake(type));
    }
}
