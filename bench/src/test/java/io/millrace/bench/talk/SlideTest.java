package io.millrace.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.chart.Drawing;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Series;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What the slides make of figures: each with and without guests, at every effort. */
class SlideTest {
    static Stream<Arguments> slides() {
        return Slide.all().stream()
                .flatMap(slide -> Stream.of(Effort.QUICK, Effort.USUAL, Effort.FULL)
                        .map(effort -> Arguments.of(slide.id(), effort.name(), slide, effort)));
    }

    private static Chart chart(Slide slide, Effort effort, boolean withGuests) {
        List<Measured> figures = new ArrayList<>(Samples.ofJmh(slide, effort));
        if (withGuests) {
            figures.addAll(Samples.ofGuests(slide, effort));
        }
        return slide.chart(new Figures(figures), effort);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("slides")
    void everythingThatWasMeasuredIsDrawn(String id, String name, Slide slide, Effort effort) {
        Set<String> measured = new TreeSet<>();
        Stream.concat(Samples.ofJmh(slide, effort).stream(), Samples.ofGuests(slide, effort).stream())
                .forEach(each -> measured.add(each.source()));
        Set<String> drawn = new TreeSet<>();
        for (Panel panel : chart(slide, effort, true).panels()) {
            panel.series().forEach(each -> drawn.add(each.source()));
            assertThat(panel.series())
                    .allSatisfy(each -> assertThat(each.points()).isNotEmpty());
        }
        assertThat(drawn).isEqualTo(measured);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("slides")
    void theFindingSaysWhatTheFiguresSay(String id, String name, Slide slide, Effort effort) {
        Chart one = chart(slide, effort, true);
        List<Measured> others = Samples.ofJmh(slide, effort).stream()
                .map(each -> each.source().contains("millrace") ? slower(each) : each)
                .toList();
        Chart other = slide.chart(new Figures(others), effort);
        assertThat(one.finding()).isNotEqualTo(other.finding()).matches(".*\\d.*\\.");
        assertThat(other.ahead()).as("others are ahead of a slow Millrace").isNotEmpty();
    }

    private static Measured slower(Measured measured) {
        Map<String, Double> counted = new TreeMap<>(measured.counted());
        counted.replaceAll((name, value) -> name.equals("copiedBytes") ? 1e9 : value);
        return new Measured(measured.source(), measured.at(), measured.nanos().rateOf(1e12), counted);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("slides")
    void withoutGuestsOnlyTheirLinesAreMissing(String id, String name, Slide slide, Effort effort) {
        Chart chart = chart(slide, effort, false);
        assertThat(chart.panels()).hasSameSizeAs(chart(slide, effort, true).panels());
        assertThat(chart.panels().stream()
                        .flatMap(panel -> panel.series().stream())
                        .map(Series::source))
                .isNotEmpty()
                .noneMatch(source -> Stream.of(Guest.values()).anyMatch(each -> source.startsWith(each.program())));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("slides")
    void thePicturesAreWellFormedAndNameEveryContender(String id, String name, Slide slide, Effort effort)
            throws Exception {
        for (Panel panel : chart(slide, effort, true).panels()) {
            String svg = Drawing.svg(panel, panel.isWide());
            Document parsed = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
            String text = parsed.getDocumentElement().getTextContent();
            assertThat(panel.series()).allSatisfy(each -> assertThat(text).contains(each.name()));
            assertThat(svg).doesNotContain("NaN", "Infinity", "<script");
        }
    }
}
