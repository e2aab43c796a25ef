package io.millrace.bench.talk;

import io.millrace.bench.talk.chart.Chart;
import io.millrace.bench.talk.chart.Drawing;
import io.millrace.bench.talk.chart.Ink;
import io.millrace.bench.talk.chart.Panel;
import io.millrace.bench.talk.chart.Point;
import io.millrace.bench.talk.chart.Series;
import io.millrace.bench.talk.chart.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The HTML page: one file, its pictures in it, nothing that runs and nothing to be loaded. */
final class Page {
    private Page() {}

    static String of(Redrawn redrawn) {
        return template()
                .replace("/*inks*/", Ink.styleSheet())
                .replace("<!--charts-->", charts(redrawn))
                .replace("<!--environment-->", environment(redrawn));
    }

    private static String charts(Redrawn redrawn) {
        String settings = redrawn.environment().getOrDefault(Redrawn.SETTINGS, "");
        return redrawn.charts().stream().map(chart -> section(chart, settings)).collect(Collectors.joining());
    }

    private static String environment(Redrawn redrawn) {
        StringBuilder list = new StringBuilder();
        redrawn.environment()
                .forEach((name, value) -> list.append("<dt>")
                        .append(escape(name))
                        .append("</dt><dd>")
                        .append(escape(value))
                        .append("</dd>\n"));
        return list.toString();
    }

    private static String section(Chart chart, String settings) {
        StringBuilder html = new StringBuilder("<section id=\"" + chart.id() + "\">\n");
        html.append("<h2>").append(escape(chart.title())).append("</h2>\n");
        html.append("<p class=\"finding\">").append(escape(chart.finding())).append("</p>\n");
        html.append("<div class=\"panels\">\n");
        chart.panels().forEach(panel -> html.append(pictures(panel)));
        html.append("</div>\n");
        if (!chart.ahead().isEmpty()) {
            html.append("<p>Ahead of Millrace:</p>\n").append(items(chart.ahead()));
        }
        html.append("<div class=\"notes\">");
        chart.notes().forEach(note -> html.append("<p>").append(escape(note)).append("</p>\n"));
        html.append(measuredBy(chart, settings)).append("</div>\n");
        html.append("<details><summary>The numbers</summary>\n");
        chart.panels().forEach(panel -> html.append(table(panel)));
        return html.append("</details>\n</section>\n").toString();
    }

    /** A wide panel is there twice: narrow windows show the one that has larger letters for its width. */
    private static String pictures(Panel panel) {
        return panel.isWide()
                ? picture("wide", panel, true) + picture("half instead", panel, false)
                : picture("half", panel, false);
    }

    private static String picture(String place, Panel panel, boolean isWide) {
        return "<div class=\"panel " + place + "\">" + Drawing.svg(panel, isWide) + "</div>\n";
    }

    private static String items(List<String> texts) {
        return texts.stream()
                .map(text -> "<li>" + escape(text) + "</li>\n")
                .collect(Collectors.joining("", "<ul class=\"ahead\">\n", "</ul>\n"));
    }

    private static String measuredBy(Chart chart, String settings) {
        String sources = chart.sources().stream()
                .map(source -> "<code>" + escape(source) + "</code>")
                .collect(Collectors.joining(", "));
        return sources.isEmpty() ? "" : "<p>Measured by " + sources + "; " + escape(settings) + ".</p>\n";
    }

    private static String table(Panel panel) {
        Unit unit = panel.y().unit();
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><caption>" + escape(panel.title())
                + "</caption>\n<thead><tr><th>"
                + (panel instanceof Panel.Lines lines ? escape(lines.x().label()) : "")
                + "</th>");
        List<Double> columns = panel.series().stream()
                .flatMap(series -> series.points().stream())
                .map(Point::x)
                .distinct()
                .sorted()
                .toList();
        for (double x : columns) {
            String label = panel instanceof Panel.Lines lines
                    ? lines.x().unit().label(x)
                    : panel.y().label();
            html.append("<th class=\"number\">").append(escape(label)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Series series : panel.series()) {
            html.append("<tr><th>").append(escape(series.name())).append("</th>");
            for (double x : columns) {
                String text =
                        series.at(x).map(spread -> unit.label(spread.median())).orElse("");
                html.append("<td class=\"number\">").append(escape(text)).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String escape(String text) {
        return Drawing.escape(text);
    }

    private static String template() {
        try (InputStream in = Page.class.getResourceAsStream("talk.html")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks talk.html");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's talk.html cannot be read", e);
        }
    }
}
