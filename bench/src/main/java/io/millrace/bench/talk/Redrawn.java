package io.millrace.bench.talk;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Section;
import io.millrace.bench.report.Table;
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

    private static final String INTRODUCTION = """
            Itamar Shtull-Trauring's “Fast Networking with Python” (PyCon 2005) showed where a networking program loses its \
            time: in copying bytes that nobody needed copied. Here are its charts again, measured on this machine; blue is \
            Millrace. Lines are medians, the bands around them go from the least measurement to the greatest.""";

    /** As a page. */
    Report report() {
        List<Section> sections = charts.stream()
                .map(chart -> new Section(
                        chart,
                        chart.panels().stream().map(Table::of).toList(),
                        chart.sources(),
                        environment.getOrDefault(SETTINGS, "")))
                .toList();
        return new Report("talk", "The talk, redrawn", INTRODUCTION, sections, environment);
    }
}
