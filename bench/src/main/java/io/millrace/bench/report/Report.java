package io.millrace.bench.report;

import java.util.List;
import java.util.Map;

/**
 * All that a page shows.
 *
 * @param name of its files, without what says their kind
 * @param title its heading
 * @param introduction a paragraph below that
 * @param sections the charts, in their order
 * @param environment what it was measured on and with, by name, in the order to show
 */
public record Report(
        String name, String title, String introduction, List<Section> sections, Map<String, String> environment) {
    public Report {
        sections = List.copyOf(sections);
    }
}
