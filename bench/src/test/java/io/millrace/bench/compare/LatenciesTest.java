package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Series;
import io.millrace.bench.report.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page says of latencies, from figures that nobody measured. */
class LatenciesTest {
    private static final double LATE = 0.3;
    private static final Outcome OUTCOME = Tiny.line(
            "c",
            Tiny.paced(0, 80, 80, 80),
            "millrace",
            Tiny.paced(0.01, 100, 100, 100),
            "netty-epoll",
            Tiny.paced(0, 50, 125, 125),
            "vertx",
            Tiny.paced(0, 90, 80, 110),
            "twisted",
            Tiny.paced(LATE, 10, 10, 10));

    private final Workload line = Workloads.of("line");
    private final Latencies latencies = new Latencies(line);
    private final Outcome.InShape shape = OUTCOME.shapes().get(0);

    @Test
    void whoDoesNotKeepUpHasNoLatencies() {
        Table table = latencies.table(shape).orElseThrow();
        assertThat(table.caption()).isEqualTo("a shape: latency at 1 k/s, medians");
        assertThat(table.rows())
                .contains(
                        List.of(
                                "Netty epoll",
                                "62.5 ns",
                                "125 ns",
                                "50 ns – 125 ns",
                                "250 ns",
                                "375 ns",
                                "1.25 ×",
                                "1.56 ×",
                                "7 ns"),
                        List.of("Twisted", "does not keep up", "", "", "", "", "", "", "7 ns"));
        Panel panel = latencies.panel(shape).orElseThrow();
        assertThat(panel.series())
                .extracting(Series::name)
                .containsExactly("C control", "Vert.x", "Millrace", "Netty epoll");
        assertThat(latencies.behind(OUTCOME))
                .containsExactly("Twisted does not keep up with 1,000 lines a second, a shape: when the last was due,"
                        + " 30 % had no answer, and 15 % a quarter of a second later.");
    }

    @Test
    void theFindingNamesThemAfterTheCost() {
        assertThat(new Standing(line, OUTCOME).finding())
                .startsWith("a shape: 100 ns of CPU time a line, ")
                .endsWith(" At 1 k/s, 99 % of the answers come within 100 ns, 1.11 × that of Vert.x,"
                        + " and 1.25 × that of the C control.");
    }

    @Test
    void whoIsQuickerIsAheadUnlessItDoesNotKeepUp() {
        List<String> ahead = new Standing(line, OUTCOME).ahead();
        assertThat(ahead)
                .anySatisfy(each -> assertThat(each)
                        .startsWith("Vert.x: ")
                        .contains("latency of 99 % 0.90 × (0.80 to 1.10: not in every round)"))
                .noneSatisfy(each -> assertThat(each).startsWith("Twisted").contains("latency"));
    }

    @Test
    void whereNobodyKeepsUpThereIsNoPicture() {
        Outcome.InShape slow = Tiny.line("c", Tiny.paced(LATE, 1), "millrace", Tiny.paced(LATE, 1))
                .shapes()
                .get(0);
        assertThat(latencies.panel(slow)).isEmpty();
        assertThat(latencies.table(slow).orElseThrow().rows())
                .allSatisfy(row -> assertThat(row).contains("does not keep up"));
    }

    @Test
    void whereNoneWereMeasuredNothingIsSaid() {
        Outcome earlier = Tiny.line("c", Tiny.cpu(1), "millrace", Tiny.cpu(2));
        assertThat(latencies.panel(earlier.shapes().get(0))).isEmpty();
        assertThat(latencies.table(earlier.shapes().get(0))).isEmpty();
        assertThat(latencies.behind(earlier)).isEmpty();
        assertThat(new Standing(line, earlier).finding()).doesNotContain("99 %");
    }
}
