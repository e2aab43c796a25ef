package io.millrace.bench.talk;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a guest is to measure.
 *
 * @param chart for which
 * @param at with each of these parameters' values
 * @param repeats how often each
 * @param millis about how long
 */
record Order(String chart, Map<String, List<Integer>> at, int repeats, long millis) {
    Order(String chart, Map<String, List<Integer>> at, Effort effort) {
        this(chart, at, effort.iterations(), effort.time().toMillis());
    }

    /** As the scripts take it: all names side by side. */
    Map<String, Object> names() {
        Map<String, Object> names = new TreeMap<>(at);
        names.put("chart", chart);
        names.put("repeats", repeats);
        names.put("millis", millis);
        return names;
    }
}
