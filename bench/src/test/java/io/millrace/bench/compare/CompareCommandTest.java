package io.millrace.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.report.Output;
import io.millrace.bench.report.Page;
import io.millrace.bench.report.Progress;
import io.millrace.bench.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Real servers and real loads, for some hundred messages each; no time decides anything. And the command line. */
class CompareCommandTest {
    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();
    private final Map<String, String> versions = new LinkedHashMap<>();

    private Outcome measure(Workload workload, Effort effort) throws Exception {
        Progress progress = new Progress(new PrintWriter(said), false, Contest.steps(workload, effort));
        return new Contest(workload, effort, progress, versions).run();
    }

    private static Workload only(String id, String... contestants) {
        Workload workload = Workloads.of(id).withoutWhatIsOnce();
        List<String> wanted = List.of(contestants);
        return workload.with(workload.contestants().stream()
                .filter(each -> wanted.contains(each.id()))
                .toList());
    }

    @Test
    void everyPeerEchoes() throws Exception {
        Workload echo = Workloads.of("echo");
        Outcome outcome = measure(echo, Tiny.EFFORT);
        assertThat(outcome.shapes()).hasSize(3).allSatisfy(shape -> {
            assertThat(shape.samples().size() + outcome.absent().size())
                    .isEqualTo(echo.contestants().size());
            assertThat(shape.samples()).containsKeys("c", "millrace", "millrace-nio", "netty-nio", "vertx", "nio");
            assertThat(shape.samples().values())
                    .allSatisfy(each -> assertThat(each.median(Figure.ELAPSED)).isPositive());
            hasLatencies(shape);
        });
        assertThat(versions.get("Netty NIO")).startsWith("Netty 4.");
        assertThat(versions.get("Vert.x")).startsWith("Vert.x 5.").contains("native transport");
        assertThat(versions.get("C control")).contains("-O2");
        draw(echo, outcome);
    }

    /** Of whatever length, all at one rate. */
    private static void hasLatencies(Outcome.InShape shape) {
        double rate = shape.samples().get("c").median(Figure.RATE);
        assertThat(shape.samples().values()).allSatisfy(each -> {
            assertThat(each.median(Figure.RATE)).isEqualTo(rate).isPositive();
            assertThat(each.median(Figure.P50)).isPositive().isLessThanOrEqualTo(each.median(Figure.P99));
            assertThat(each.median(Figure.P999)).isBetween(each.median(Figure.P99), each.median(Figure.WORST));
            assertThat(each.median(Figure.UNANSWERED)).isBetween(0.0, each.median(Figure.BEHIND));
        });
    }

    private void draw(Workload workload, Outcome outcome) throws IOException {
        Comparison comparison = new Comparison(new LinkedHashMap<>(Map.of("processor", "<one>")), List.of(outcome));
        Report report = ComparePage.report(List.of(workload), comparison, "tiny", Optional.empty());
        String page = Page.of(report);
        assertThat(page).contains("Millrace beside its peers", "50 connections, 16 in flight", "&lt;one&gt;");
        assertThat(page).doesNotContain("<script", "<!--", "url(");
        long paced = outcome.shapes().stream()
                .filter(shape -> shape.samples().values().stream().anyMatch(Latencies::areOf))
                .count();
        assertThat(page.split("<svg", -1)).hasSize((int) (1 + 6 + 2 * paced)); // wide ones are there twice
        List<Path> files = new Output(directory).write(report, comparison, ignored -> {});
        assertThat(files).extracting(file -> file.getFileName().toString()).startsWith("compare.html", "compare.json");
        assertThat(Comparison.read(directory.resolve("compare.json"))).isEqualTo(comparison);
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "netstring", "ingest", "influx", "timers", "writes"})
    void everyLibraryAnswersRightly(String id) throws Exception {
        Workload workload = only(
                id,
                "c",
                "millrace",
                "millrace-nio",
                "millrace-lines",
                "millrace-one-by-one",
                "netty-epoll",
                "netty-split",
                "netty-in-place",
                "vertx",
                "nio",
                "twisted");
        Outcome outcome = measure(workload, Tiny.EFFORT);
        assertThat(outcome.shapes().get(0).samples()).containsKeys("c", "millrace", "millrace-nio", "nio", "vertx");
        assertThat(outcome.absent().keySet()).isSubsetOf("Netty epoll", "Twisted", "Netty, split", "Netty, in place");
    }

    @Test
    void memoryIsCountedByTheConnection() throws Exception {
        Workload workload = only("idle", "c", "nio");
        Workload few = new Workload(
                "idle",
                "few",
                "connection",
                workload.contestants(),
                List.of(Shape.exchange("raw", 4000, 1, 64)),
                new MemoryMeter(),
                List.of());
        Outcome.InShape shape = measure(few, Tiny.EFFORT).shapes().get(0);
        assertThat(shape.samples().get("nio").median(Figure.HEAP)).isBetween(50.0, 50_000.0);
        assertThat(shape.samples().get("c").median(Figure.HEAP)).isZero();
    }

    @Test
    void whoCannotStartIsExcused() throws Exception {
        Workload workload = Workloads.of("line")
                .with(List.of(
                        new Contestant("absent", "Nobody", Tone.C, false, List.of("/no/such/program")),
                        new Contestant("silent", "Silence", Tone.C, false, List.of("/bin/false")),
                        new Contestant(
                                "sorry",
                                "Sorry",
                                Tone.C,
                                false,
                                List.of("/bin/sh", "-c", "echo no luck >&2; exit 1"))));
        Outcome outcome = measure(workload, Tiny.EFFORT);
        assertThat(outcome.absent())
                .containsOnlyKeys("Nobody", "Silence", "Sorry")
                .containsEntry("Sorry", "no luck");
        assertThat(said.toString()).contains("line: without Sorry: no luck");
    }

    @Test
    void aWrongAnswerEndsTheRun() {
        Contestant writes = Workloads.of("writes").contestant("c");
        Workload timers = Workloads.of("timers").with(List.of(writes)); // it is asked to set timers, and sends messages
        assertThatThrownBy(() -> measure(timers, Tiny.EFFORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("timers of C control")
                .hasMessageContaining("the answer is another one");
    }

    @ParameterizedTest
    @CsvSource({
        "dance, no 'dance'",
        "echo --with nobody, nobody",
        "echo --quick --full, mutually exclusive",
        "echo --against /no/such.json, is no compare.json"
    })
    void aWrongOptionIsNamedBeforeAnythingIsMeasured(String arguments, String named) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(said.toString()).contains(named);
    }

    @Test
    void figuresOfAnotherMachineAreRefused() throws IOException {
        Path file = directory.resolve("old.json");
        Files.write(file, new ObjectMapper().writeValueAsBytes(Tiny.comparison("a machine of one's dreams")));
        assertThat(run("echo", "--against", file.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("a machine of one's dreams");
    }

    private int run(String... arguments) {
        return new CommandLine(new CompareCommand())
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }

    @Test
    void theEffortTellsHowLongItTakes() {
        List<Contestant> two =
                new ArrayList<>(Workloads.of("line").contestants().subList(0, 2));
        assertThat(Workloads.of("line").with(two).seconds(Effort.QUICK)).isBetween(20.0, 40.0);
        assertThat(Effort.QUICK.settings()).contains("5 rounds");
    }
}
