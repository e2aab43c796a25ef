package io.millrace;

import io.millrace.watch.Statement;
import java.time.Duration;
import java.util.function.BiConsumer;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A {@link Verdict} on a loop's last second, as a flight recording has it. */
@Name("io.millrace.Verdict")
@Label("Verdict")
@Category("Millrace")
@Description("What limited a loop in the last second, and where its time went")
@StackTrace(false)
final class VerdictEvent extends Event {
    @Label("Loop")
    private String loop;

    @Label("Finding")
    private String finding;

    @Label("Window")
    @Timespan(Timespan.NANOSECONDS)
    private long window;

    @Label("Waiting")
    @Timespan(Timespan.NANOSECONDS)
    private long waiting;

    @Label("Waiting for Peers")
    @Timespan(Timespan.NANOSECONDS)
    private long blocked;

    @Label("System Calls")
    @Timespan(Timespan.NANOSECONDS)
    private long systemCalls;

    @Label("Framing and Copying")
    @Timespan(Timespan.NANOSECONDS)
    private long framing;

    @Label("Crossing")
    @Timespan(Timespan.NANOSECONDS)
    private long crossing;

    @Label("Callbacks")
    @Timespan(Timespan.NANOSECONDS)
    private long callbacks;

    @Label("Standstill")
    @Description("The JVM stood still")
    @Timespan(Timespan.NANOSECONDS)
    private long standstill;

    @Label("Sends Cut Short")
    private long sendsCut;

    @Label("Unsent Bytes")
    @DataAmount
    private long unsentBytes;

    @Label("In Words")
    private String words;

    /** What records one on the time between two statements, if anybody wants that. */
    static BiConsumer<Statement, Statement> recorder(String loop) {
        return (before, after) -> {
            VerdictEvent event = new VerdictEvent();
            if (event.isEnabled()) {
                event.loop = loop;
                event.set(Judge.verdict(before, after));
                event.commit();
            }
        };
    }

    private void set(Verdict verdict) {
        Verdict.Times times = verdict.times();
        finding = verdict.finding().name();
        window = nanos(verdict.window());
        waiting = nanos(times.waiting());
        blocked = nanos(times.blocked());
        systemCalls = nanos(times.systemCalls());
        framing = nanos(times.framing());
        crossing = nanos(times.crossing());
        callbacks = nanos(times.callbacks());
        standstill = nanos(times.standstill());
        sendsCut = verdict.evidence().sendsCut();
        unsentBytes = verdict.evidence().unsentBytes();
        words = verdict.toString();
    }

    private static long nanos(Duration part) {
        return part.toNanos();
    }
}
