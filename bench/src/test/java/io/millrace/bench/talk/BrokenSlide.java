package io.millrace.bench.talk;

import io.millrace.bench.chart.Panel;
import io.millrace.bench.jmh.TalkSplitBenchmark;
import java.util.List;
import java.util.Map;

/** A slide whose benchmark throws: a separator at every 0th cannot be. */
final class BrokenSlide implements Slide {
    @Override
    public String id() {
        return "broken";
    }

    @Override
    public String title() {
        return "Broken";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(new Plan(TalkSplitBenchmark.class, Map.of("length", List.of(10), "every", List.of(0))));
    }

    @Override
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        return Map.of();
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        return List.of();
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        return "none";
    }

    @Override
    public List<String> notes() {
        return List.of();
    }
}
