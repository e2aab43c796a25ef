package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.jmh.SlowReaderBenchmark;
import java.util.List;
import java.util.Map;

/** Writing a big block to a slow reader, with and without copying the rest. */
final class WritingSlide implements Slide {
    private static final Class<?> BENCHMARK = SlowReaderBenchmark.class;
    private static final String BYTES = "blockBytes";
    private static final String COPIED = "copiedBytes";
    private static final Contender SLICES =
            Contender.of(BENCHMARK, "millraceSlices", "Millrace, slices", Tone.MILLRACE);
    private static final Contender COMPACTING = Contender.of(BENCHMARK, "nioCompacting", "NIO, compact()", Tone.BYTES);
    private static final List<Contender> CONTENDERS = List.of(
            SLICES,
            Contender.of(BENCHMARK, "millraceArray", "Millrace, an array", Tone.MILLRACE_TOO),
            Contender.of(BENCHMARK, "netty", "Netty, direct buffer", Tone.NETTY),
            COMPACTING,
            Contender.of(BENCHMARK, "nioKeeping", "NIO, position kept", Tone.BYTES_TOO),
            Contender.of(Guest.CPYTHON, "writing", "copying", "CPython rest[n:]", Tone.PYTHON),
            Contender.of(Guest.CPYTHON, "writing", "referring", "CPython memoryview", Tone.PYTHON_TOO));

    @Override
    public String id() {
        return "writing";
    }

    @Override
    public String title() {
        return "Writing a big block to a slow reader";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(new Plan(BENCHMARK, Map.of(BYTES, effort.blocks())));
    }

    @Override
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        return Map.of(Guest.CPYTHON, Map.of(BYTES, effort.blocks()));
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        Axis x = new Axis("length of the block", Unit.BYTES);
        return List.of(
                new Panel.Lines(
                        "Copied in user space to send the block once",
                        x,
                        new Axis("bytes, counted; less is better", Unit.BYTES),
                        figures.series(CONTENDERS, BYTES, Map.of(), each -> Slide.each(each, COPIED)),
                        true),
                new Panel.Lines(
                        "Work of the writing thread",
                        x,
                        new Axis("processor time for a block, the system's copy included; less is better", Unit.NANOS),
                        figures.series(CONTENDERS, BYTES, Map.of(), each -> Slide.each(each, "writerNanos")),
                        false),
                new Panel.Lines(
                        "Until the reader has it all",
                        x,
                        new Axis("time for a block; the reader sets the pace", Unit.NANOS),
                        figures.series(CONTENDERS, BYTES, Map.of(), Measured::nanos),
                        false));
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        Map<String, Integer> where = Map.of(BYTES, Slide.most(effort.blocks()));
        return "A block of " + Unit.BYTES.label(Slide.most(effort.blocks()))
                + ": compacting the rest after each write copies "
                + copied(figures, COMPACTING, where) + "; Millrace's write queue, which refers to slices, copies "
                + copied(figures, SLICES, where) + ".";
    }

    private static String copied(Figures figures, Contender contender, Map<String, Integer> where) {
        return figures.at(contender, where)
                .map(each -> Slide.each(each, COPIED).median())
                .map(bytes -> bytes == 0 ? "nothing" : Unit.BYTES.label(bytes))
                .orElse("an unknown number of bytes");
    }

    @Override
    public List<String> notes() {
        return List.of(
                "TCP on 127.0.0.1. The reader takes at most 64 KiB at a time through a receive buffer of 64 KiB, and pauses "
                        + "50 µs after each; the writer has the system's own buffer. What fits into that at once, nobody "
                        + "has to keep. CPython's reader is a process of its own, the others' a thread.",
                "How it is counted. Millrace: the loop's counters of copied bytes, and 64 KiB for each segment that Java "
                        + "borrowed to copy into, which is a crossing besides that of the turn. Netty: all memory that the "
                        + "channel asks of its allocator. NIO with compact() and CPython's rest[n:]: the length of the "
                        + "rest, each time. NIO with its position kept, and memoryview, have nothing that could copy.",
                "Millrace's slices were received before, and are sent from where they were received; an array is copied "
                        + "once, when it is written. Pieces under 4 KiB that have to wait are moved together, so that none "
                        + "holds a segment for itself: that counts as copied, too.");
    }
}
