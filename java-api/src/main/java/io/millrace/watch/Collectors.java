package io.millrace.watch;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** The garbage collectors of the JVM. Loaded only where {@code java.management} is there. */
final class Collectors {
    private Collectors() {}

    /** For how long they have had the JVM stand still so far. What they do beside it counts as their cycles do, not here. */
    static long pausedMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (!collector.getName().endsWith("Cycles")) {
                millis += Math.max(0, collector.getCollectionTime());
            }
        }
        return millis;
    }
}
