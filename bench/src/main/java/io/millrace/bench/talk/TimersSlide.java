package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Tone;
import io.millrace.bench.chart.Unit;
import io.millrace.bench.jmh.PendingTimersBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Timers: looking at all of them in each turn, as glib does, against not doing so. */
final class TimersSlide implements Slide {
    private static final Class<?> BENCHMARK = PendingTimersBenchmark.class;
    private static final String PENDING = "pending";
    private static final Contender TURN = Contender.of(BENCHMARK, "millraceTurn", "Millrace timers", Tone.MILLRACE);
    private static final Contender SCAN = Contender.of(BENCHMARK, "scanTurn", "a scan of all", Tone.TEXT);
    private static final Contender CANCEL = Contender.of(BENCHMARK, "millraceCancel", "Millrace timers", Tone.MILLRACE);
    private static final Contender TWISTED_TURN =
            Contender.of(Guest.TWISTED, "timers", "turn", "Twisted's reactor", Tone.PYTHON);
    private static final Contender TWISTED_CANCEL =
            Contender.of(Guest.TWISTED, "timers", "cancel", "Twisted's reactor", Tone.PYTHON);
    private static final Contender GLIB_TURN = Contender.of(Guest.GLIB, "timers", "turn", "glib's main loop", Tone.C);
    private static final Contender GLIB_CANCEL =
            Contender.of(Guest.GLIB, "timers", "cancel", "glib's main loop", Tone.C);
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
    public Map<Guest, Map<String, List<Integer>>> guests(Effort effort) {
        Map<String, List<Integer>> at = Map.of(PENDING, effort.timers());
        return Map.of(Guest.TWISTED, at, Guest.GLIB, at);
    }

    @Override
    public List<Panel> panels(Figures figures, Effort effort) {
        Axis x = new Axis("timers that are pending", Unit.COUNT);
        return List.of(
                new Panel.Lines(
                        "A turn of the loop",
                        x,
                        new Axis("time for a turn that sets a timer and runs one; less is better", Unit.NANOS),
                        figures.series(
                                List.of(TURN, SCAN, GLIB_TURN, TWISTED_TURN), PENDING, Map.of(), Measured::nanos),
                        false),
                new Panel.Lines(
                        "Setting a timer and cancelling it again",
                        x,
                        new Axis("time for both; less is better", Unit.NANOS),
                        figures.series(
                                List.of(CANCEL, QUEUE, GLIB_CANCEL, TWISTED_CANCEL),
                                PENDING,
                                Map.of(),
                                Measured::nanos),
                        false));
    }

    @Override
    public String finding(Figures figures, Effort effort) {
        int most = Slide.most(effort.timers());
        Map<String, Integer> where = Map.of(PENDING, most);
        List<String> findings = new ArrayList<>();
        findings.add(String.format(
                Locale.ROOT,
                "%,d pending timers: a turn that looks at all of them takes %s as long as Millrace's, which does not",
                most,
                Slide.times(figures.ratio(SCAN, TURN, where))));
        for (Contender guest : List.of(GLIB_TURN, TWISTED_TURN)) {
            if (figures.at(guest, where).isPresent()) {
                findings.add("one of " + guest.name() + " " + Slide.times(figures.ratio(guest, TURN, where)));
            }
        }
        findings.add("cancelling one in the JDK's PriorityQueue takes "
                + Slide.times(figures.ratio(QUEUE, CANCEL, where)) + " as long.");
        return String.join("; ", findings);
    }

    @Override
    public List<String> notes() {
        return List.of(
                "All on the loop, through its public interface: the crossing into native code and the system call of each "
                        + "turn are in the figures. The scan looks at a list of deadlines in each turn; the queue is "
                        + "java.util.PriorityQueue, which looks for what it is to remove.",
                "glib's main loop (g_timeout_add, g_source_remove) is turned by a C program, Twisted's reactor "
                        + "(callLater, cancel) by CPython; each turn sets a timer and runs one here, too. A cancelled timer "
                        + "of Twisted's and of Millrace's is gone with the turn, of which there is one for each hundred; of "
                        + "glib's and the queue's at once.");
    }
}
