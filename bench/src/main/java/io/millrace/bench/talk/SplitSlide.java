package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.jmh.TalkSplitBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Split: the talk's 500 bytes in chunks of 70, and longer and shorter ones. */
final class SplitSlide implements Slide {
    private static final Class<?> BENCHMARK = TalkSplitBenchmark.class;
    private static final String LENGTH = "length";
    private static final String EVERY = "every";
    private static final int TALK_LENGTH = 500;
    private static final int TALK_EVERY = 70;
    /** What the talk won with a split that does not copy. */
    private static final int TALK_PERCENT = 8;

    private static final Map<String, Integer> TALK = Map.of(LENGTH, TALK_LENGTH, EVERY, TALK_EVERY);
    private static final Contender OFFSETS =
            Contender.of(BENCHMARK, "millraceOffsets", "Millrace, offsets", Tone.MILLRACE);
    private static final Contender SLICES =
            Contender.of(BENCHMARK, "millraceSlices", "Millrace, slices", Tone.MILLRACE_TOO);
    private static final Contender STRING = Contender.of(BENCHMARK, "stringSplit", "String.split", Tone.TEXT);
    private static final List<Contender> CONTENDERS = List.of(
            OFFSETS,
            SLICES,
            STRING,
            Contender.of(BENCHMARK, "stringTokenizer", "StringTokenizer", Tone.TEXT_TOO),
            Contender.of(BENCHMARK, "nettyIndexOf", "Netty indexOf", Tone.NETTY),
            Contender.of(BENCHMARK, "guavaSplitter", "Guava Splitter", Tone.GUAVA),
            Contender.of(BENCHMARK, "memchrLoop", "C memchr loop", Tone.C),
            Contender.of(Guest.CPYTHON, "split", "split", "CPython bytes.split", Tone.PYTHON));

    @Override
    public String id() {
        return "split";
    }

    @Override
    public String title() {
        return "Split";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(
                new Plan(BENCHMARK, Map.of(LENGTH, List.of(TALK_LENGTH), EVERY, List.of(TALK_EVERY))),
                new Plan(BENCHMARK, Map.of(LENGTH, effort.splits(), EVERY, effort.every())));
    }

    @Override
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        return Map.of(
                Guest.CPYTHON,
                Map.of(
                        LENGTH,
                        Stream.concat(Stream.of(TALK_LENGTH), effort.splits().stream())
                                .toList(),
                        EVERY,
                        effort.every()));
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel.Bars(
                "The talk's own: 500 bytes, a separator at every 70th byte",
                new Axis("time for all pieces; less is better", Unit.NANOS),
                figures.series(CONTENDERS, LENGTH, TALK, Measured::nanos),
                effort.every().size() % 2 == 0));
        for (int every : effort.every()) {
            panels.add(new Panel.Lines(
                    "A separator at every " + every + "th byte",
                    new Axis("bytes to split", Unit.BYTES),
                    new Axis("bytes a second; more is better", Unit.BYTES_PER_NANO),
                    without(TALK_LENGTH, effort, every, figures),
                    false));
        }
        return panels;
    }

    private static List<Series> without(int length, Effort effort, int every, Figures figures) {
        return figures
                .series(
                        CONTENDERS,
                        LENGTH,
                        Map.of(EVERY, every),
                        each -> each.nanos().rateOf(each.at().get(LENGTH)))
                .stream()
                .map(each -> new Series(
                        each.name(),
                        each.tone(),
                        each.source(),
                        each.points().stream()
                                .filter(point ->
                                        point.x() != length || effort.splits().contains(length))
                                .toList()))
                .toList();
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        return "500 bytes in chunks of 70: the talk's split without copying won " + TALK_PERCENT
                + " %; here one into offsets is "
                + Slide.times(figures.ratio(STRING, OFFSETS, TALK))
                + " as fast as String.split, and one into slices is "
                + faster(figures.ratio(STRING, SLICES, TALK)) + ".";
    }

    /** As the talk says it, in percent, as long as that can be read. */
    private static String faster(double ratio) {
        long percent = Math.round(Math.abs(ratio - 1) * 100);
        return ratio >= 2 ? Slide.times(ratio) + " as fast" : percent + (ratio >= 1 ? " % faster" : " % slower");
    }

    @Override
    public List<String> notes() {
        return List.of(
                "They do not all make the same: String.split, StringTokenizer, Guava and CPython make strings of the pieces; "
                        + "Millrace's slices are objects that refer; offsets are numbers in a table, and Netty's indexOf and "
                        + "the C loop answer offsets, too.",
                "Each has the bytes in its own type beforehand. Millrace and the C loop (memchr of the system's C library, "
                        + "called through hand-written JNI) cross into native code once, which is in the figure.");
    }
}
