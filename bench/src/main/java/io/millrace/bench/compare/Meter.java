package io.millrace.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is measured of a server, and how. */
interface Meter {
    /** What is to be compared first. */
    Figure whole();

    /** What the whole is made of, from below. */
    List<Figure> layers();

    /** What else is said where somebody is ahead. */
    List<Figure> others();

    /** Whether latencies are measured, too. */
    default boolean hasLatency() {
        return false;
    }

    /** Who is told while a contestant is measured. */
    interface Told {
        /** What the server says of itself. */
        void version(String version);

        /** A shape is measured next. */
        void begun(Shape shape);

        /** What one must know to judge the figures; the same may come in every round. */
        void note(String note);
    }

    /**
     * Starts a server, measures it in all shapes, and ends it.
     *
     * @return the figures of each shape
     * @throws AbsentException if it cannot be started here
     * @throws IOException if the load was answered wrongly or not at all
     */
    List<Map<Figure, Double>> measure(Contestant contestant, List<Shape> shapes, Effort effort, Told told)
            throws AbsentException, IOException, InterruptedException;
}
