package io.millrace.watch;

import java.util.concurrent.TimeUnit;

/**
 * How long the JVM stood still. Two witnesses: the watchdog, which sleeps too long then, and the garbage collectors' own
 * figures, where the JVM has the module {@code java.management}. A short pause that is no collection has none. On the
 * watchdog's thread only.
 */
final class Standstills {
    /** Who oversleeps by less may have waited for a processor. */
    private static final long OVERSLEPT_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);

    private static final boolean HAS_COLLECTORS = ModuleLayer.boot()
            .findModule("java.management")
            .filter(Standstills.class.getModule()::canRead)
            .isPresent();

    private long collectedMillis = HAS_COLLECTORS ? Collectors.pausedMillis() : 0;

    /** Since this was last asked, when the watchdog has slept longer than it should by {@code oversleptNanos}. */
    long nanos(long oversleptNanos) {
        long before = collectedMillis;
        collectedMillis = HAS_COLLECTORS ? Collectors.pausedMillis() : 0;
        long collecting = TimeUnit.MILLISECONDS.toNanos(collectedMillis - before);
        return Math.max(collecting, oversleptNanos < OVERSLEPT_NANOS_MIN ? 0 : oversleptNanos);
    }
}
