package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The words on the page, from figures that nobody measured. */
class StandingTest {
    private static Standing of(Outcome outcome) {
        return new Standing(Workloads.of("line"), outcome);
    }

    @Test
    void theNearestPeerAndTheControlAreNamed() {
        Standing standing = of(Tiny.line(
                "c",
                Tiny.cpu(80, 80),
                "millrace",
                Tiny.cpu(100, 100),
                "netty-epoll",
                Tiny.cpu(125, 125),
                "nio",
                Tiny.cpu(200, 200),
                "millrace-nio",
                Tiny.cpu(110, 110)));
        assertThat(standing.finding())
                .isEqualTo(
                        "a shape: 100 ns of CPU time a line, 0.80 × that of Netty epoll, and 1.25 × that of the C control.");
    }

    @Test
    void wherePeersAreAheadItIsSaidOfWhatAndHowSurely() {
        Standing standing = of(Tiny.line(
                "millrace",
                Tiny.cpu(100, 100, 100),
                "netty-epoll",
                Tiny.cpu(90, 95, 80),
                "nio",
                Tiny.cpu(95, 90, 120),
                "vertx",
                Tiny.cpu(100, 100, 100)));
        assertThat(standing.ahead())
                .containsExactly(
                        "Netty epoll: CPU time 0.90 × (0.80 to 0.95), CPU time in user mode 0.90 × (0.80 to 0.95),"
                                + " time from beginning to end 0.90 × (0.80 to 0.95)",
                        "plain NIO: CPU time 0.95 × (0.90 to 1.20: not in every round), CPU time in user mode 0.95 ×"
                                + " (0.90 to 1.20: not in every round), time from beginning to end 0.95 × (0.90 to 1.20: not in every round)");
        assertThat(standing.finding()).contains("1.11 × that of Netty epoll");
    }

    @Test
    void whoIsAheadInOneFigureOnlyIsNamedWithThat() {
        Samples cheapInUserMode = new Samples();
        cheapInUserMode.add(Map.of(Figure.CPU, 200.0, Figure.USER, 1.0, Figure.SYSTEM, 199.0, Figure.ELAPSED, 400.0));
        assertThat(of(Tiny.line("millrace", Tiny.cpu(100), "vertx", cheapInUserMode))
                        .ahead())
                .containsExactly("Vert.x: CPU time in user mode 0.05 × (0.05 to 0.05)");
    }

    @Test
    void theControlIsAheadInTheWholeOnly() {
        assertThat(of(Tiny.line("c", Tiny.cpu(50), "millrace", Tiny.cpu(100))).ahead())
                .containsExactly("C control: CPU time 0.50 × (0.50 to 0.50)");
    }

    @Test
    void aHundredthIsNoLead() {
        assertThat(of(Tiny.line("millrace", Tiny.cpu(1000), "nio", Tiny.cpu(995)))
                        .ahead())
                .isEmpty();
    }

    @Test
    void withoutPeersThereIsNothingToCompareWith() {
        assertThat(of(Tiny.line("millrace", Tiny.cpu(100))).finding()).isEqualTo("a shape: 100 ns of CPU time a line.");
        assertThat(of(Tiny.line("nio", Tiny.cpu(100))).finding()).contains("Millrace was not measured");
    }

    @Test
    void whoIsMissingIsNamedWithTheReason() {
        Outcome outcome = new Outcome("line", List.of(), Map.of("Twisted", "No module named 'twisted'"), List.of());
        assertThat(of(outcome).missing()).containsExactly("Twisted is missing: No module named 'twisted'.");
    }
}
