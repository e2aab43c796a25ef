package io.millrace.bench.compare;

import java.util.List;
import java.util.Map;

/**
 * What came out of a workload.
 *
 * @param workload which
 * @param shapes what was measured in each, in their order
 * @param absent the names of those who could not take part, and why
 * @param notes what showed while it was measured
 */
record Outcome(String workload, List<InShape> shapes, Map<String, String> absent, List<String> notes) {
    /**
     * In one shape.
     *
     * @param shape its id
     * @param title in words
     * @param samples by the contestants' ids, in their order
     */
    record InShape(String shape, String title, Map<String, Samples> samples) {}
}
