package io.millrace.watch;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The garbage collectors of the JVM. Loaded only where {@code java.management} is there. */
final class Collectors {
    private static final GarbageCollectorMXBean[] ALL = ManagementFactory.getGarbageCollectorMXBeans().stream()
            // Of one that works beside the program there are two: what its cycles take, and what its pauses take.
            .filter(collector -> !collector.getName().endsWith("Cycles"))
            .toArray(GarbageCollectorMXBean[]::new);

    private Collectors() {}

    /** For how long they have had the JVM stand still so far. */
    static long pausedMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ALL) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }
}
