package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.jmh.ConcatenationBenchmark;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Concatenation: quadratic against linear. */
final class ConcatenationSlide implements Slide {
    private static final Class<?> BENCHMARK = ConcatenationBenchmark.class;
    private static final String CHUNKS = "chunks";
    private static final Contender BUFFER = Contender.of(BENCHMARK, "millraceBuffer", "Millrace Buffer", Tone.MILLRACE);
    private static final Contender STRING = Contender.of(BENCHMARK, "stringPlus", "String +=", Tone.TEXT);
    private static final List<Contender> CONTENDERS = List.of(
            BUFFER,
            STRING,
            Contender.of(BENCHMARK, "byteArrayOutputStream", "ByteArrayOutputStream", Tone.BYTES),
            Contender.of(BENCHMARK, "nettyComposite", "Netty CompositeByteBuf", Tone.NETTY),
            Contender.of(Guest.CPYTHON, "concatenation", "attribute", "CPython self.data +=", Tone.PYTHON),
            Contender.of(Guest.CPYTHON, "concatenation", "join", "CPython list, join", Tone.PYTHON_TOO));

    @Override
    public String id() {
        return "concatenation";
    }

    @Override
    public String title() {
        return "Concatenation";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(new Plan(BENCHMARK, Map.of(CHUNKS, effort.chunks())));
    }

    @Override
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        return Map.of(Guest.CPYTHON, Map.of(CHUNKS, effort.chunks()));
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        return List.of(new Panel.Lines(
                "Appending chunks of " + ConcatenationBenchmark.CHUNK_BYTES + " bytes, one after another",
                new Axis("number of chunks", Unit.COUNT),
                new Axis("time for all of them; less is better", Unit.NANOS),
                figures.series(CONTENDERS, CHUNKS, Map.of(), Measured::nanos),
                true));
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        int most = Slide.most(effort.chunks());
        return String.format(
                Locale.ROOT,
                "%,d chunks: String += takes %s as long as Millrace's Buffer.",
                most,
                Slide.times(figures.ratio(STRING, BUFFER, Map.of(CHUNKS, most))));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "String += copies all that is there for each chunk: ten times the chunks, a hundred times the work. "
                        + "ByteArrayOutputStream copies each chunk about twice; Buffer and CompositeByteBuf link them.",
                "A CPython attribute is appended to as in the talk's protocols; the interpreter's own trick for += works "
                        + "on local variables only, and not on bytes.");
    }
}
