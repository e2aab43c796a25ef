package io.millrace.bench.chart;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** Strokes on an image, in the colours for a light ground. */
final class ImageCanvas implements Canvas {
    private static final float[] DASHES = {6, 5};

    private final Graphics2D graphics;

    ImageCanvas(Graphics2D graphics) {
        this.graphics = graphics;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
        graphics.setColor(ink.onLight());
        graphics.setStroke(new BasicStroke((float) width));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void path(double[] x, double[] y, Ink ink, double width, boolean isDashed) {
        graphics.setColor(ink.onLight());
        graphics.setStroke(new BasicStroke(
                (float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, isDashed ? DASHES : null, 0));
        graphics.draw(outline(x, y));
    }

    @Override
    public void area(double[] x, double[] y, Ink ink, double opacity) {
        Path2D outline = outline(x, y);
        outline.closePath();
        fill(outline, ink, opacity);
    }

    @Override
    public void mark(Tone.Mark mark, double x, double y, Ink ink) {
        double radius = Marks.RADIUS;
        if (mark == Tone.Mark.CIRCLE) {
            fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), ink, 1);
        } else {
            double[][] corners = Marks.corners(mark, x, y);
            area(corners[0], corners[1], ink, 1);
        }
    }

    @Override
    public void text(double x, double y, String text, Ink ink, Letters letters, Anchor anchor) {
        graphics.setColor(ink.onLight());
        graphics.setFont(font(letters));
        double width = graphics.getFont()
                .getStringBounds(text, graphics.getFontRenderContext())
                .getWidth();
        double start = x - (anchor == Anchor.START ? 0 : anchor == Anchor.MIDDLE ? width / 2 : width);
        graphics.drawString(text, (float) start, (float) y);
    }

    private static Font font(Letters letters) {
        return new Font(Font.SANS_SERIF, letters.isBold() ? Font.BOLD : Font.PLAIN, 1)
                .deriveFont((float) (letters.size() * 0.94)); // Java's sans serif is wider than the browsers'
    }

    private void fill(Shape shape, Ink ink, double opacity) {
        graphics.setColor(ink.onLight());
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
        graphics.fill(shape);
        graphics.setComposite(AlphaComposite.SrcOver);
    }

    private static Path2D outline(double[] x, double[] y) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < x.length; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        return path;
    }
}
