package io.millrace.bench.talk;

import io.millrace.bench.jmh.PendingTimersBenchmark;
import io.millrace.bench.talk.chart.Axis;
import io.millrace.bench.talk.chart.Panel;
import io.millrace.bench.talk.chart.Tone;
import io.millrace.bench.talk.chart.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Timers: looking at all of them in each turn, against not doing so. */
final class TimersSlide implements Slide {
    private static final Class<?> BENCHMARK = PendingTimersBenchmark.class;
    private static final String PENDING = "pending";
    private static final Contender TURN = Contender.of(BENCHMARK, "millraceTurn", "Millrace timers", Tone.MILLRACE);
    private static final Contender SCAN = Contender.of(BENCHMARK, "scanTurn", "a scan of all", Tone.TEXT);
    private static final Contender CANCEL = Contender.of(BENCHMARK, "millraceCancel", "Millrace timers", Tone.MILLRACE);
    private static final Contender QUEUE = Contender.of(BENCHMARK, "queueCancel", "PriorityQueue", Tone.BYTES);

    @Override
    public String id() {
        return "timers";
    }

    @Override
    public String title() {
        return "Timers";
    }

    @Override
    public List<Plan> plans(Effort effort) {
        return List.of(new Plan(BENCHMARK, Map.of(PENDING, effort.timers())));
    }

    @Override
    public Map<String, List<Integer>> python(Effort effort) {
        return Map.of();
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        Axis x = new Axis("timers that are pending", Unit.COUNT);
        return List.of(
                new Panel.Lines(
                        "A turn of the loop",
                        x,
                        new Axis("time for a turn that sets a timer and runs one; less is better", Unit.NANOS),
                        figures.series(List.of(TURN, SCAN), PENDING, Map.of(), Measured::nanos),
                        false),
                new Panel.Lines(
                        "Setting a timer and cancelling it again",
                        x,
                        new Axis("time for both; less is better", Unit.NANOS),
                        figures.series(List.of(CANCEL, QUEUE), PENDING, Map.of(), Measured::nanos),
                        false));
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        int most = Slide.most(effort.timers());
        Map<String, Integer> where = Map.of(PENDING, most);
        return String.format(
                Locale.ROOT,
                "%,d pending timers: a turn that looks at all of them takes %s as long as Millrace's, which does not; "
                        + "cancelling one in the JDK's PriorityQueue takes %s as long.",
                most,
                Slide.times(figures.ratio(SCAN, TURN, where)),
                Slide.times(figures.ratio(QUEUE, CANCEL, where)));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "All on the loop, through its public interface: the crossing into native code and the system call of each "
                        + "turn are in the figures. The scan looks at a list of deadlines in each turn; the queue is "
                        + "java.util.PriorityQueue, which looks for what it is to remove.");
    }
}
