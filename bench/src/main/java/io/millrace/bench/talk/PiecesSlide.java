package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.jmh.PieceBenchmark;
import java.util.List;
import java.util.Map;

/** buffer() against copying: taking a piece. */
final class PiecesSlide implements Slide {
    private static final Class<?> BENCHMARK = PieceBenchmark.class;
    private static final String LENGTH = "length";
    private static final Contender SLICE = Contender.of(BENCHMARK, "millraceSlice", "Millrace Slice", Tone.MILLRACE);
    private static final Contender COPY = Contender.of(BENCHMARK, "copyOfRange", "Arrays.copyOfRange", Tone.BYTES);
    private static final List<Contender> CONTENDERS = List.of(
            SLICE,
            COPY,
            Contender.of(BENCHMARK, "substring", "String.substring", Tone.TEXT),
            Contender.of(BENCHMARK, "nettySlice", "Netty ByteBuf.slice", Tone.NETTY),
            Contender.of(Guest.CPYTHON, "pieces", "slice", "CPython bytes[a:b]", Tone.PYTHON),
            Contender.of(Guest.CPYTHON, "pieces", "memoryview", "CPython memoryview[a:b]", Tone.PYTHON_TOO));

    @Override
    public String id() {
        return "pieces";
    }

    @Override
    public String title() {
        return "buffer() against copying";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(new Plan(BENCHMARK, Map.of(LENGTH, effort.pieces())));
    }

    @Override
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        return Map.of(Guest.CPYTHON, Map.of(LENGTH, effort.pieces()));
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        return List.of(new Panel.Lines(
                "Taking a piece out of a block of 2 MiB",
                new Axis("length of the piece", Unit.BYTES),
                new Axis("time; less is better", Unit.NANOS),
                figures.series(CONTENDERS, LENGTH, Map.of(), Measured::nanos),
                true));
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        int most = Slide.most(effort.pieces());
        return "A piece of " + Unit.BYTES.label(most) + ": copying it with Arrays.copyOfRange takes "
                + Slide.times(figures.ratio(COPY, SLICE, Map.of(LENGTH, most))) + " as long as a Millrace Slice of it.";
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Whoever copies pays by the byte; whoever refers pays once, whatever the length. Millrace's slices and "
                        + "Netty's refer to memory outside the heap, as received bytes are; both are objects of the heap.");
    }
}
