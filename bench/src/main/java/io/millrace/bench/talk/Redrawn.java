package io.millrace.bench.talk;

import io.millrace.bench.talk.chart.Chart;
import java.util.List;
import java.util.Map;

/**
 * The talk, redrawn.
 *
 * @param environment what it was measured on and with, by name, in the order to show
 * @param charts the slides
 * @param figures all that was measured, by the charts' ids
 */
record Redrawn(Map<String, String> environment, List<Chart> charts, Map<String, List<Measured>> figures) {
    /** The name of the settings in the environment. */
    static final String SETTINGS = "settings";
}
