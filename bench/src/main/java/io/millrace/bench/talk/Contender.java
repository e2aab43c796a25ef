package io.millrace.bench.talk;

import io.millrace.bench.chart.Tone;

/**
 * Who takes part in a chart.
 *
 * @param source what measures it, as {@link Measured} names it
 * @param name as it stands on the chart
 * @param tone how it is drawn
 */
record Contender(String source, String name, Tone tone) {
    /** A method of a JMH class. */
    static Contender of(Class<?> benchmark, String method, String name, Tone tone) {
        return new Contender(benchmark.getSimpleName() + "." + method, name, tone);
    }

    /** A guest's way to do what a chart shows. */
    static Contender of(Guest guest, String chart, String way, String name, Tone tone) {
        return new Contender(guest.source(chart, way), name, tone);
    }
}
