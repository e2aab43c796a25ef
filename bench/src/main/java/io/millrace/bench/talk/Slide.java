package io.millrace.bench.talk;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of the talk's slides: what has to be measured for it, and what chart that makes. */
interface Slide {
    /** All of them, in the talk's order. */
    static List<Slide> all() {
        return List.of(
                new ConcatenationSlide(), new PiecesSlide(), new WritingSlide(), new SplitSlide(), new TimersSlide());
    }

    /** Its name, for the command line and for files. */
    String id();

    /** Its heading. */
    String title();

    /** The JMH classes that run for it. */
    List<Plan> plans(Effort effort);

    /** Which programs outside the JVM take part, and the parameters that each is given. */
    Map<Guest, Map<String, List<Integer>>> guests(Effort effort);

    /** What is drawn of the figures. Those of guests may be missing. */
    List<Panel> panels(Figures figures, Effort effort);

    /** What the figures say, in a sentence. */
    String finding(Figures figures, Effort effort);

    /** What one must know to judge them. */
    List<String> notes();

    /** The chart. */
    default Chart chart(Figures figures, Effort effort) {
        List<Panel> panels = panels(figures, effort);
        return new Chart(id(), title(), finding(figures, effort), Rivals.ahead(panels), notes(), panels);
    }

    /** The greatest of some values. */
    static int most(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** What was counted for each operation: a count has no spread. */
    static Spread each(Measured measured, String counted) {
        return Spread.of(measured.counted().get(counted) / measured.counted().get("blocks"));
    }

    /** A ratio as it is read: 812 ×, 12 ×, 8.1 ×, 1.07 ×. */
    static String times(double ratio) {
        String format = ratio >= 9.95 ? "%,.0f ×" : ratio >= 2 ? "%.1f ×" : "%.2f ×";
        return String.format(Locale.ROOT, format, ratio);
    }
}
