package io.millrace.bench.report;

import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Numbers to be read.
 *
 * @param caption what they are
 * @param columns their headings; the first stands over the rows' names
 * @param rows each a name and then a text for each column
 */
public record Table(String caption, List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** What a panel shows: a row for each contender, a column for each place. */
    public static Table of(Panel panel) {
        List<Double> places = panel.series().stream()
                .flatMap(series -> series.points().stream())
                .map(Point::x)
                .distinct()
                .sorted()
                .toList();
        Panel.Lines lines = panel instanceof Panel.Lines found ? found : null;
        Stream<String> headings = places.stream()
                .map(x -> lines == null ? panel.y().label() : lines.x().unit().label(x));
        List<String> columns = Stream.concat(
                        Stream.of(lines == null ? "" : lines.x().label()), headings)
                .toList();
        return new Table(
                panel.title(),
                columns,
                panel.series().stream()
                        .map(series -> row(panel, series, places))
                        .toList());
    }

    /** As lines of a terminal. */
    public List<String> text() {
        List<List<String>> all = new ArrayList<>(List.of(columns));
        all.addAll(rows);
        int[] widths = new int[columns.size()];
        all.forEach(row ->
                Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        List<String> lines = new ArrayList<>(List.of(caption));
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder(
                    "  " + row.get(0) + " ".repeat(widths[0] - row.get(0).length()));
            for (int i = 1; i < widths.length; i++) {
                line.append("  ")
                        .append(" ".repeat(widths[i] - row.get(i).length()))
                        .append(row.get(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static List<String> row(Panel panel, Series series, List<Double> places) {
        List<String> row = new ArrayList<>(List.of(series.name()));
        for (double x : places) {
            row.add(series.at(x)
                    .map(spread -> panel.y().unit().label(spread.median()))
                    .orElse(""));
        }
        return row;
    }
}
