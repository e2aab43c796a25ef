package io.millrace.bench.chart;

import java.util.Locale;

/** Strokes as SVG that names its colours by class, so that the page's style sheet decides them. Well-formed XML. */
final class SvgCanvas implements Canvas {
    private final StringBuilder out = new StringBuilder();

    SvgCanvas(double width, double height, String title, String description) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\">\n",
                number(width),
                number(height)));
        out.append("<title>").append(escape(title)).append("</title>\n");
        out.append("<desc>").append(escape(description)).append("</desc>\n");
    }

    /** Text with the characters replaced that XML gives a meaning, and those left out that it forbids. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    if (character >= ' ' || character == '\n' || character == '\t') {
                        escaped.appendCodePoint(character);
                    }
                }
            }
        });
        return escaped.toString();
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
        out.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
        out.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
        out.append("\" class=\"s-")
                .append(ink.cssName())
                .append("\" stroke-width=\"")
                .append(number(width));
        out.append("\"/>\n");
    }

    @Override
    public void path(double[] x, double[] y, Ink ink, double width, boolean isDashed) {
        out.append("<polyline points=\"").append(places(x, y)).append("\" fill=\"none\" class=\"s-");
        out.append(ink.cssName()).append("\" stroke-width=\"").append(number(width));
        out.append("\" stroke-linejoin=\"round\" stroke-linecap=\"round\"");
        out.append(isDashed ? " stroke-dasharray=\"6 5\"" : "").append("/>\n");
    }

    @Override
    public void area(double[] x, double[] y, Ink ink, double opacity) {
        out.append("<polygon points=\"")
                .append(places(x, y))
                .append("\" class=\"f-")
                .append(ink.cssName());
        out.append("\" fill-opacity=\"").append(number(opacity)).append("\"/>\n");
    }

    @Override
    public void mark(Tone.Mark mark, double x, double y, Ink ink) {
        if (mark == Tone.Mark.CIRCLE) {
            out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
            out.append("\" r=\"")
                    .append(number(Marks.RADIUS))
                    .append("\" class=\"f-")
                    .append(ink.cssName());
            out.append("\"/>\n");
        } else {
            double[][] corners = Marks.corners(mark, x, y);
            area(corners[0], corners[1], ink, 1);
        }
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Letters letters, Anchor anchor) {
        out.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" class=\"f-");
        out.append(ink.cssName())
                .append("\" font-size=\"")
                .append(number(letters.size()))
                .append('"');
        out.append(letters.isBold() ? " font-weight=\"600\"" : "");
        if (anchor != Anchor.START) {
            out.append(" text-anchor=\"")
                    .append(anchor.name().toLowerCase(Locale.ROOT))
                    .append('"');
        }
        out.append('>').append(escape(text)).append("</text>\n");
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }

    private static String places(double[] x, double[] y) {
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            places.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        return places.toString();
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
