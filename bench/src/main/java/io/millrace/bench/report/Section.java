package io.millrace.bench.report;

import io.millrace.bench.chart.Chart;
import java.util.List;

/**
 * A chart with what stands around it.
 *
 * @param chart what is drawn and said
 * @param tables the numbers behind it
 * @param sources what measured it, by name
 * @param settings how
 */
public record Section(Chart chart, List<Table> tables, List<String> sources, String settings) {
    public Section {
        tables = List.copyOf(tables);
        sources = List.copyOf(sources);
    }
}
