package io.millrace.bench.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** A chart as SVG, a picture for each panel, and as one image; both are made of the same strokes. */
public final class Drawing {
    private static final int PIXELS_PER_UNIT = 2; // for screens with fine pixels, and for slides
    private static final double MARGIN = 30;
    private static final double BETWEEN = 30;
    private static final double LINE = 20;
    private static final int CHARACTERS_PER_LINE = 180;
    private static final double WIDTH = 2 * MARGIN + 1230;

    private Drawing() {}

    /**
     * A panel as an {@code <svg>} element, in the colours of {@link Ink#styleSheet}.
     *
     * @param isWide whether it is drawn for the whole width of a chart, or for half of it
     */
    public static String svg(Panel panel, boolean isWide) {
        Frame frame = Frame.of(panel, isWide);
        SvgCanvas canvas = new SvgCanvas(frame.width(), frame.height(), panel.title(), describe(panel));
        draw(panel, frame, canvas);
        return canvas.toString();
    }

    /** Text with what has a meaning in XML and HTML replaced. */
    public static String escape(String text) {
        return SvgCanvas.escape(text);
    }

    private static String describe(Panel panel) {
        List<String> names = panel.series().stream().map(Series::name).toList();
        return panel.y().label() + ": " + String.join(", ", names) + ". The numbers are in the table below.";
    }

    /**
     * All panels of a chart, under its title and finding.
     *
     * @param footer lines to stand below
     * @throws RuntimeException or Error, of the JDK's many kinds, where the system has no fonts
     */
    public static BufferedImage image(Chart chart, List<String> footer) {
        List<String> head =
                chart.finding().lines().flatMap(line -> wrap(line).stream()).toList();
        double top = MARGIN + 34 + head.size() * LINE + 10;
        double height =
                top + rows(chart) * (Frame.of(chart.panels().get(0), true).height() + BETWEEN) + footer.size() * LINE;
        BufferedImage image = new BufferedImage(
                (int) WIDTH * PIXELS_PER_UNIT, (int) height * PIXELS_PER_UNIT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Ink.CARD.onLight());
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
            graphics.translate(MARGIN, MARGIN);
            words(new ImageCanvas(graphics), chart, head, footer, height - MARGIN - footer.size() * LINE);
            graphics.translate(0, top - MARGIN);
            panels(chart, graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static void words(
            Canvas canvas, Chart chart, List<String> finding, List<String> footer, double footerLine) {
        canvas.text(0, 18, chart.title(), Ink.TEXT, Canvas.Letters.TITLE, Canvas.Anchor.START);
        for (int i = 0; i < finding.size(); i++) {
            canvas.text(0, 42 + i * LINE, finding.get(i), Ink.TEXT, Canvas.Letters.LABEL, Canvas.Anchor.START);
        }
        for (int i = 0; i < footer.size(); i++) {
            double at = footerLine + i * LINE;
            canvas.text(0, at, footer.get(i), Ink.FAINT, Canvas.Letters.TICK, Canvas.Anchor.START);
        }
    }

    /** How many rows they take: wide ones a row each, the others two in a row. */
    private static int rows(Chart chart) {
        int halves = 0;
        for (Panel panel : chart.panels()) {
            halves = panel.isWide() ? halves + halves % 2 + 2 : halves + 1;
        }
        return (halves + 1) / 2;
    }

    private static void panels(Chart chart, Graphics2D graphics) {
        int halves = 0;
        for (Panel panel : chart.panels()) {
            Frame frame = Frame.of(panel, panel.isWide());
            halves += panel.isWide() ? halves % 2 : 0;
            double x = halves % 2 * (frame.width() + BETWEEN);
            double y = halves / 2 * (frame.height() + BETWEEN);
            graphics.translate(x, y);
            draw(panel, frame, new ImageCanvas(graphics));
            graphics.translate(-x, -y);
            halves += panel.isWide() ? 2 : 1;
        }
    }

    private static void draw(Panel panel, Frame frame, Canvas canvas) {
        if (panel instanceof Panel.Lines lines) {
            new LineDrawing(lines, frame, canvas).draw();
        } else if (panel instanceof Panel.Bars bars) {
            new BarDrawing(bars, frame, canvas).draw();
        } else if (panel instanceof Panel.Stacks stacks) {
            new BarDrawing(stacks, frame, canvas).draw();
        }
    }

    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > CHARACTERS_PER_LINE) {
                lines.add(line.toString().trim());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().trim());
        return lines;
    }
}
