package io.millrace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that are on their way to a loop. Whoever takes one decides what becomes of it: this loop when it arrives or
 * when this loop closes, the one that it comes from when it stays there or when that one closes. Any thread.
 */
final class Arrivals {
    private final EventLoop loop;
    private final Map<Long, Passage> expected = new ConcurrentHashMap<>();
    private final Set<Long> strays = new HashSet<>();
    private final List<Passage> lost = new ArrayList<>(); // on the loop's thread, while it closes

    Arrivals(EventLoop loop) {
        this.loop = loop;
    }

    /** False if the loop is closed. */
    boolean expect(Passage passage) {
        expected.put(passage.transport().handle(), passage);
        return !loop.isClosed() || !take(passage); // if it is gone from there, the closing loop has it
    }

    /** A connection has come that its old loop had ended before; on the loop's thread. */
    void addStray(long connection) {
        strays.add(connection);
    }

    /** Whether it was one of those, which have had their ending; on the loop's thread. */
    boolean removeStray(long connection) {
        return strays.remove(connection);
    }

    /** Whether it was there; it is not any more. */
    boolean take(Passage passage) {
        return expected.remove(passage.transport().handle(), passage);
    }

    /** The one of that connection, or null. */
    Passage take(long connection) {
        return expected.remove(connection);
    }

    /** The loop closes: nobody arrives any more. */
    void close() {
        for (Passage passage : List.copyOf(expected.values())) {
            if (take(passage)) {
                lost.add(passage);
            }
        }
    }

    /** The native loop is gone too, and with it the connections that had set out: their old loops find out which. */
    void closed() {
        lost.forEach(passage -> passage.from().dispatcher().findOut(passage));
        lost.clear();
    }
}
