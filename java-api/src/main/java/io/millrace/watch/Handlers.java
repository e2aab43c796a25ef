package io.millrace.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * Whose a callback is, as a small number that a loop can note with a store: a protocol's class, or one of the few others
 * here. Of the process; any thread.
 */
public final class Handlers {
    /** The loop itself: it looks for whom to call. */
    public static final int LOOP = 0;

    /** What {@code later} and {@code every} run. */
    public static final int TIMERS = 1;

    /** What {@code execute} runs. */
    public static final int TASKS = 2;

    /** What makes protocols. */
    public static final int FACTORIES = 3;

    /** Who is told of a feed's changes. */
    public static final int FEEDS = 4;

    /** Classes for which there was no number any more. */
    static final int OTHERS = 5;

    /** So many numbers there are; a power of two. */
    static final int COUNT_MAX = 1024;

    private static final List<String> NAMES =
            new ArrayList<>(List.of("the loop", "timers", "tasks", "protocol factories", "feeds", "other classes"));

    private static final ClassValue<Integer> NUMBERS = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return number(type.getName());
        }
    };

    private Handlers() {}

    /** The number of a protocol's class; classes of one name share it. */
    public static int of(Object protocol) {
        return NUMBERS.get(protocol.getClass());
    }

    private static int number(String name) {
        synchronized (NAMES) {
            int known = NAMES.indexOf(name);
            if (known >= 0) {
                return known;
            }
            if (NAMES.size() == COUNT_MAX) {
                return OTHERS;
            }
            NAMES.add(name);
            return NAMES.size() - 1;
        }
    }

    /** What it is called. */
    public static String name(int number) {
        synchronized (NAMES) {
            return NAMES.get(number);
        }
    }
}
