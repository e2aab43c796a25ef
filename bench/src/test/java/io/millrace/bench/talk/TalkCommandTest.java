package io.millrace.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.report.Output;
import io.millrace.bench.report.Page;
import io.millrace.jni.Records;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command, with next to no effort; and its files, from made-up figures of all charts. */
class TalkCommandTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void doNotWaitForOthers() {
        System.setProperty("jmh.ignoreLock", "true"); // another JMH on this machine would only spoil times
    }

    private static List<Slide> only(String id) {
        return Slide.all().stream().filter(slide -> slide.id().equals(id)).toList();
    }

    private static Redrawn sample() {
        Redrawn all = new Redrawn(
                new LinkedHashMap<>(Map.of("processor", "<none> & \"no\" other")),
                new ArrayList<>(),
                new LinkedHashMap<>());
        for (Slide slide : Slide.all()) {
            List<Measured> figures = new ArrayList<>(Samples.ofJmh(slide, Effort.USUAL));
            figures.addAll(Samples.ofGuests(slide, Effort.USUAL));
            all.charts().add(slide.chart(new Figures(figures), Effort.USUAL));
            all.figures().put(slide.id(), figures);
        }
        return all;
    }

    private static List<Path> write(Output output, Consumer<String> complaints) throws IOException {
        return output.write(sample().report(), sample(), complaints);
    }

    @Test
    void aChartIsMeasuredAndDrawn() throws Exception {
        StringWriter out = new StringWriter();
        int exit = TalkCommand.draw(new PrintWriter(out), only("concatenation"), Tiny.EFFORT, directory.resolve("a/b"));
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("[1/9] ConcatenationBenchmark.", "[9/9] talk.py concatenation", "20 chunks: String += takes")
                .contains(directory.resolve("a/b/talk.html").toString());
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("a/b/talk.json").toFile());
        assertThat(json.at("/environment/JDK").asText()).contains(System.getProperty("java.runtime.version"));
        assertThat(json.at("/environment/Netty").asText()).matches("4\\..*");
        assertThat(json.at("/environment/Guava").asText()).matches("\\d\\d\\..*");
        assertThat(json.at("/environment/kernels").asText()).matches(".*: (scalar|sse2|avx2|avx512|neon)");
        JsonNode buffer = json.at("/charts/0/panels/0/series/0");
        assertThat(buffer.path("source").asText()).isEqualTo("ConcatenationBenchmark.millraceBuffer");
        assertThat(buffer.path("points")).hasSize(2);
        assertThat(buffer.at("/points/1/x").asInt()).isEqualTo(20);
        assertThat(buffer.at("/points/1/y/low").asDouble()).isPositive();
    }

    @Test
    void everyBenchmarkRuns() throws Exception {
        StringWriter out = new StringWriter();
        int exit = TalkCommand.draw(new PrintWriter(out), Slide.all(), Tiny.IN_PROCESS, directory);
        assertThat(exit).as(out.toString()).isZero();
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("talk.json").toFile());
        for (JsonNode written : json.at("/figures/writing")) {
            double blocks = written.at("/counted/blocks").asDouble();
            double copied = written.at("/counted/copiedBytes").asDouble();
            double sent = blocks * written.at("/at/blockBytes").asDouble();
            String source = written.path("source").asText();
            assertThat(blocks).as(source).isPositive();
            if (source.endsWith("millraceArray")) { // once, in whole segments; what little has to wait, once more
                assertThat(copied).isBetween(sent - Records.SEGMENT_BYTES, 2 * sent + Records.SEGMENT_BYTES);
            } else if (source.endsWith("millraceSlices")) { // only small pieces that have to wait
                assertThat(copied).isLessThan(sent);
            } else if (source.matches(".*(netty|nioKeeping|referring)")) {
                assertThat(copied).as(source).isZero();
            }
        }
    }

    @Test
    void theFilesHoldEveryChart() throws Exception {
        StringWriter complaints = new StringWriter();
        List<Path> files = write(new Output(directory), complaints::write);
        assertThat(files).extracting(file -> file.getFileName().toString()).startsWith("talk.html", "talk.json");
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("talk.json").toFile());
        assertThat(json.path("charts")).hasSize(5);
        assertThat(json.path("figures").size()).isEqualTo(5);
        for (JsonNode chart : json.path("charts")) {
            assertThat(chart.path("finding").asText()).isNotBlank();
            for (JsonNode panel : chart.path("panels")) {
                assertThat(panel.at("/y/unit").asText()).isNotBlank();
                assertThat(panel.path("series"))
                        .isNotEmpty()
                        .allSatisfy(each -> assertThat(each.path("points")).isNotEmpty());
            }
        }
        for (Path png : files.subList(2, files.size())) {
            BufferedImage image = ImageIO.read(png.toFile());
            assertThat(image.getWidth()).isGreaterThan(2000);
        }
        assertThat(files.size() == 7 || complaints.toString().contains("a font helps"))
                .isTrue();
    }

    @Test
    void withoutFontsThereAreNoImagesAndAllTheRest() throws Exception {
        List<String> complaints = new ArrayList<>();
        Output output = new Output(directory, (chart, footer) -> {
            throw new Error("No physical fonts found");
        });
        assertThat(write(output, complaints::add))
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(complaints).hasSize(5).allMatch(line -> line.contains("No physical fonts") && line.contains("apt"));
    }

    @Test
    void thePageNeedsNothingElse() {
        Redrawn sample = sample();
        String page = Page.of(sample.report());
        assertThat(page).contains("&lt;none&gt; &amp; &quot;no&quot; other", "prefers-color-scheme: dark");
        assertThat(page).doesNotContain("<script", "<!--", "/*inks*/", "url(", "<none>");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
        int pictures = sample.charts().stream()
                .flatMap(chart -> chart.panels().stream())
                .mapToInt(panel -> panel.isWide() ? 2 : 1)
                .sum();
        assertThat(page.split("<svg", -1)).hasSize(1 + pictures);
    }

    @Test
    void aChartThatCannotBeMeasuredSaysWhyAndOverwritesNothing() throws Exception {
        StringWriter out = new StringWriter();
        Files.writeString(directory.resolve("talk.html"), "an earlier page");
        int exit = TalkCommand.draw(new PrintWriter(out), List.of(new BrokenSlide()), Tiny.EFFORT, directory);
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("broken could not be measured", "/ by zero");
        assertThat(directory.resolve("talk.html")).hasContent("an earlier page");
    }

    @Test
    void besideOthersItSaysWhyOnThePage() {
        Redrawn sample = sample();
        sample.charts().add(Studio.missing(new BrokenSlide(), "/ by zero"));
        assertThat(Page.of(sample.report())).contains("Could not be measured: / by zero");
    }
}
