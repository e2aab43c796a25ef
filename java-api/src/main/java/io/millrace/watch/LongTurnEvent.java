package io.millrace.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.millrace.LongTurn")
@Label("Long Turn")
@Category("Millrace")
@Description(
        "The callbacks, timers and tasks of one turn took long together, and whoever came last waited for all of them")
@Threshold("100 ms")
@StackTrace(false)
final class LongTurnEvent extends Event {
    private static final LongTurnEvent ANY = new LongTurnEvent();

    @Label("Loop")
    private String loop;

    @Label("Events")
    @Description("What the turn brought from the connections")
    private int events;

    @Label("Timers")
    private int timers;

    @Label("Tasks")
    private int tasks;

    /** One that has begun, or null if nobody records them. */
    static LongTurnEvent begun() {
        if (!ANY.isEnabled()) {
            return null;
        }
        LongTurnEvent event = new LongTurnEvent();
        event.begin();
        return event;
    }

    void ended(String ofLoop, int eventCount, int timerCount, int taskCount) {
        end();
        if (shouldCommit()) {
            loop = ofLoop;
            events = eventCount;
            timers = timerCount;
            tasks = taskCount;
            commit();
        }
    }
}
