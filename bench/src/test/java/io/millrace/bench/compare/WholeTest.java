package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured once, and by bytes. */
class WholeTest {
    private static final int INFLUX_LINE_MAX = 128;

    private final StringWriter said = new StringWriter();

    private static Workload few(String id, long bytes) {
        Workload all = Workloads.of(id);
        Shape timed = all.shapes().get(0);
        return new Workload(
                all.id(),
                all.title(),
                all.item(),
                List.of(all.contestant("c"), all.contestant("nio")),
                List.of(timed, new Shape("few", "few bytes", timed.program(), timed.words(), bytes)),
                all.meter(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "influx"})
    void isInTheFirstRoundOnly(String id) throws Exception {
        Effort two = new Effort(
                "two",
                2,
                Tiny.EFFORT.warmUp(),
                Tiny.EFFORT.settling(),
                Tiny.EFFORT.measured(),
                Tiny.EFFORT.paced(),
                false);
        Workload workload = few(id, 100_000);
        int steps = Contest.steps(workload, two);
        Progress progress = new Progress(new PrintWriter(said), false, steps);
        Outcome outcome = new Contest(workload, two, progress, new LinkedHashMap<>()).run();
        assertThat(steps).isEqualTo(2 * (2 + 1));
        assertThat(said.toString().lines()).hasSize(steps);
        assertThat(outcome.shapes().get(0).samples().values())
                .allSatisfy(
                        each -> assertThat(each.figures().get(Figure.ELAPSED)).hasSize(2));
        assertThat(outcome.shapes().get(1).samples().values())
                .allSatisfy(
                        each -> assertThat(each.figures().get(Figure.ELAPSED)).hasSize(1));
        assertThat(outcome.notes())
                .singleElement()
                .asString()
                .matches("few bytes, measured in the first round: [0-9,]+ lines of 100,[0-9]{3} bytes together,"
                        + " which is 100,000 to the end of a line\\.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 1_000, 54_321, 5_000_000})
    void theLastLineIsTheOneThatIsWantedYet(long bytes) throws Exception {
        Workload workload = few("influx", bytes);
        try (Server server = Server.start(workload.contestant("c"));
                Load load = Load.connect(workload.shapes().get(1), server.port())) {
            List<Long> sent = new ArrayList<>();
            LongConsumer told = sent::add;
            Load.Done done = load.bytes(bytes, told); // the server has named the number of lines, and their sum
            assertThat(sent)
                    .singleElement()
                    .satisfies(each -> assertThat(each).isBetween(bytes, bytes + INFLUX_LINE_MAX));
            assertThat(done.items()).isBetween(sent.get(0) / INFLUX_LINE_MAX, sent.get(0) / 70);
            assertThat(load.bytes(bytes, told).items()).isEqualTo(done.items());
        }
    }

    @Test
    void onlyTheFullComparisonHasIt() {
        Choice choice = new Choice(List.of("ingest", "influx"), Set.of());
        assertThat(choice.take(Effort.QUICK))
                .allSatisfy(each -> assertThat(each.shapes()).noneMatch(Shape::isOnce));
        assertThat(choice.take(Effort.FULL))
                .allSatisfy(each -> assertThat(
                                each.shapes().stream().mapToLong(Shape::bytes).max())
                        .isEqualTo(OptionalLong.of(1L << 30)));
    }
}
