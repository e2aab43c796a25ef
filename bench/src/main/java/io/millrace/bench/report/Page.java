package io.millrace.bench.report;

import io.millrace.bench.chart.Chart;
import io.millrace.bench.chart.Drawing;
import io.millrace.bench.chart.Ink;
import io.millrace.bench.chart.Panel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The HTML page: one file, its pictures in it, nothing that runs and nothing to be loaded. */
public final class Page {
    private Page() {}

    public static String of(Report report) {
        return template()
                .replace("/*inks*/", Ink.styleSheet())
                .replace("<!--title-->", escape(report.title()))
                .replace("<!--introduction-->", escape(report.introduction()))
                .replace(
                        "<!--charts-->",
                        report.sections().stream().map(Page::section).collect(Collectors.joining()))
                .replace("<!--environment-->", environment(report));
    }

    private static String environment(Report report) {
        StringBuilder list = new StringBuilder();
        report.environment()
                .forEach((name, value) -> list.append("<dt>")
                        .append(escape(name))
                        .append("</dt><dd>")
                        .append(escape(value))
                        .append("</dd>\n"));
        return list.toString();
    }

    private static String section(Section section) {
        Chart chart = section.chart();
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
        html.append(measuredBy(section)).append("</div>\n");
        html.append("<details><summary>The numbers</summary>\n");
        section.tables().forEach(table -> html.append(table(table)));
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

    private static String measuredBy(Section section) {
        String sources = section.sources().stream()
                .map(source -> "<code>" + escape(source) + "</code>")
                .collect(Collectors.joining(", "));
        return sources.isEmpty() ? "" : "<p>Measured by " + sources + "; " + escape(section.settings()) + ".</p>\n";
    }

    private static String table(Table table) {
        StringBuilder html = new StringBuilder(
                "<div class=\"scroll\"><table><caption>" + escape(table.caption()) + "</caption>\n<thead>");
        html.append(row(table.columns(), "th")).append("</thead>\n<tbody>\n");
        table.rows().forEach(row -> html.append(row(row, "td")));
        return html.append("</tbody></table></div>\n").toString();
    }

    /** The first cell is a name, the others are numbers. */
    private static String row(List<String> cells, String element) {
        return cells.stream()
                .skip(1)
                .map(cell -> "<" + element + " class=\"number\">" + escape(cell) + "</" + element + ">")
                .collect(Collectors.joining("", "<tr><th>" + escape(cells.get(0)) + "</th>", "</tr>\n"));
    }

    private static String escape(String text) {
        return Drawing.escape(text);
    }

    private static String template() {
        try (InputStream in = Page.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks page.html");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar's page.html cannot be read", e);
        }
    }
}
