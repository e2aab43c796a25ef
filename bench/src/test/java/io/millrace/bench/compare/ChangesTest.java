package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.chart.Chart;
import io.millrace.bench.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison beside an earlier one. */
class ChangesTest {
    @TempDir
    Path directory;

    private static Comparison lines(Samples control, Samples millrace) {
        return Tiny.comparison("a processor", Tiny.line("c", control, "millrace", millrace));
    }

    private static Chart chart(Comparison before, Comparison now) {
        return new Changes(before, "old.json")
                .since(List.of(Workloads.of("line")), now)
                .chart();
    }

    @Test
    void betterIsWhatLiesBeyondTheSpread() {
        Comparison before = lines(Tiny.cpu(100, 100, 100), Tiny.cpu(120, 125, 130));
        Comparison now = lines(Tiny.cpu(100, 100, 100), Tiny.cpu(90, 100, 110));
        assertThat(chart(before, now).finding()).startsWith("1 got better and 0 worse");
        assertThat(chart(before, now).notes())
                .contains(
                        "line, a shape: Millrace: CPU time was 1.25 × (1.20 × – 1.30 ×) and is 1.00 × (0.90 × – 1.10 ×):"
                                + " better by 20 %.");
        assertThat(chart(now, before).finding()).startsWith("0 got better and 1 worse");
    }

    @Test
    void aSlowDayChangesNothing() {
        Comparison before = lines(Tiny.cpu(100, 100), Tiny.cpu(120, 130));
        Comparison slower = lines(Tiny.cpu(200, 300), Tiny.cpu(250, 370));
        assertThat(chart(before, slower).finding())
                .startsWith("Nothing got better or worse beyond its spread since a Monday");
    }

    @Test
    void theControlsOwnTimesAreShownAndNotJudged() {
        Section section = new Changes(lines(Tiny.cpu(100, 100), Tiny.cpu(1, 1)), "old.json")
                .since(List.of(Workloads.of("line")), lines(Tiny.cpu(200, 300), Tiny.cpu(2, 3)));
        assertThat(section.chart().finding()).contains("of 1 figures");
        assertThat(section.tables().get(0).rows().get(0))
                .containsExactly(
                        "line, a shape: C control",
                        "CPU time",
                        "100 ns",
                        "100 ns – 100 ns",
                        "250 ns",
                        "200 ns – 300 ns",
                        "the measure");
    }

    @Test
    void memoryIsComparedAsItIs() {
        Outcome then = idle(Tiny.of(Figure.MEMORY, 1000, 1100));
        Outcome now = idle(Tiny.of(Figure.MEMORY, 2000, 2200));
        Chart chart = new Changes(Tiny.comparison("a processor", then), "old.json")
                .since(List.of(Workloads.of("idle")), Tiny.comparison("a processor", now))
                .chart();
        assertThat(chart.notes())
                .anyMatch(note -> note.contains("memory was 1.03 KiB") && note.contains("worse by 100 %"));
    }

    private static Outcome idle(Samples millrace) {
        return new Outcome(
                "idle",
                List.of(new Outcome.InShape("10000x1", "idle", Map.of("millrace", millrace))),
                Map.of(),
                List.of());
    }

    @Test
    void whatOnlyOneOfThemHasIsLeftAlone() {
        Comparison before = Tiny.comparison("a processor", Tiny.line("millrace", Tiny.cpu(1)));
        assertThat(chart(before, lines(Tiny.cpu(1), Tiny.cpu(1))).finding()).contains("of 0 figures");
        assertThat(chart(Tiny.comparison("a processor"), before).finding()).contains("of 0 figures");
    }

    @Test
    void anotherMachineIsRefused() {
        Comparison earlier = Tiny.comparison("a processor");
        assertThat(Changes.refusal(earlier, Map.of("processor", "a processor"))).isEmpty();
        assertThat(Changes.refusal(earlier, Map.of("processor", "another")))
                .hasValueSatisfying(why -> assertThat(why).contains("a processor", "another"));
    }

    @Test
    void whatIsWrittenCanBeRead() throws Exception {
        Comparison written = lines(Tiny.cpu(1.5, 2), Tiny.cpu(3, 4));
        Path file = directory.resolve("compare.json");
        Files.write(file, new ObjectMapper().writeValueAsBytes(written));
        assertThat(Comparison.read(file)).isEqualTo(written);
        Files.writeString(file, "{\"charts\": []}");
        assertThatThrownBy(() -> Comparison.read(file)).isInstanceOf(IOException.class);
    }
}
