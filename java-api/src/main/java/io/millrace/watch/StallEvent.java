package io.millrace.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

@Name("io.millrace.Stall")
@Label("Stall")
@Category("Millrace")
@Description("A callback holds its loop, and still did when this was recorded; all connections of the loop wait")
@StackTrace(false) // it would be the watchdog's own
final class StallEvent extends Event {
    @Label("Loop")
    private String loop;

    @Label("Thread")
    private Thread thread;

    @Label("Held")
    @Description("For how long the callback had held the loop, at least")
    @Timespan(Timespan.NANOSECONDS)
    private long held;

    @Label("Stack")
    @Description("Where the callback is, a frame a line")
    private String stack;

    static void record(String loop, Thread thread, long heldNanos, StackTraceElement[] frames) {
        StallEvent event = new StallEvent();
        if (event.isEnabled()) {
            event.loop = loop;
            event.thread = thread;
            event.held = heldNanos;
            event.stack = lines(frames);
            event.commit();
        }
    }

    private static String lines(StackTraceElement[] frames) {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement frame : frames) {
            lines.append(frame).append('\n');
        }
        return lines.toString();
    }
}
