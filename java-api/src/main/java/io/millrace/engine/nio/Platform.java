package io.millrace.engine.nio;

import java.nio.channels.spi.SelectorProvider;
import java.util.function.LongSupplier;

/**
 * What a loop has of the system: where its sockets and its selector come from, and the clock that it waits by. The JDK's own
 * seam for sockets is the one here, so that a test kit can put others in their place.
 *
 * @param sockets opens sockets, and the selector that watches them
 * @param clock in nanoseconds since a time before any loop; never negative, and never going back
 */
public record Platform(SelectorProvider sockets, LongSupplier clock) {
    private static final long START = System.nanoTime();

    /** The JVM's. */
    static final Platform SYSTEM = new Platform(SelectorProvider.provider(), () -> System.nanoTime() - START);
}
