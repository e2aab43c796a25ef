package io.millrace.bench.chart;

import java.util.List;

/**
 * Draws {@link Panel.Bars} and {@link Panel.Stacks}: a name, a bar from zero, a whisker from low to high, and the value. The
 * layers of a stack are the lighter the farther out.
 */
final class BarDrawing {
    private static final double THICKNESS_SHARE = 0.62;
    private static final double OPACITY = 0.82;
    private static final double PALE = 0.65;
    private static final double FADING = 0.45;
    private static final double OUTLIER = 1.5;
    private static final int TICKS_MAX = 6;

    private final Panel panel;
    private final List<List<Double>> layers;
    private final Frame frame;
    private final Canvas canvas;
    private final LinearScale scale;

    BarDrawing(Panel.Bars panel, Frame frame, Canvas canvas) {
        this(
                panel,
                panel.series().stream()
                        .map(each -> List.of(Panel.Bars.median(each)))
                        .toList(),
                frame,
                canvas);
    }

    BarDrawing(Panel.Stacks panel, Frame frame, Canvas canvas) {
        this(panel, panel.stacks().stream().map(Stack::layers).toList(), frame, canvas);
    }

    private BarDrawing(Panel panel, List<List<Double>> layers, Frame frame, Canvas canvas) {
        this.panel = panel;
        this.layers = layers;
        this.frame = frame;
        this.canvas = canvas;
        this.scale = new LinearScale(highest(panel.series()), frame.left(), frame.right());
    }

    /** The highest measurement of all, but not if it is far from every bar: its whisker then goes out of the picture. */
    private static double highest(List<Series> bars) {
        double longest = bars.stream().mapToDouble(Panel.Bars::median).max().orElse(1);
        double high =
                bars.stream().mapToDouble(each -> each.last().y().high()).max().orElse(1);
        return Math.min(high, longest * OUTLIER);
    }

    void draw() {
        frame.caption(canvas, panel.title(), "", panel.y().label());
        for (double tick : scale.ticks(TICKS_MAX, panel.y().unit().base())) {
            double at = scale.place(tick);
            canvas.line(at, frame.top(), at, frame.bottom(), Ink.GRID, 1);
            canvas.text(
                    at,
                    frame.bottom() + 18,
                    tick == 0 ? "0" : panel.y().unit().label(tick),
                    Ink.FAINT,
                    Canvas.Letters.TICK,
                    Canvas.Anchor.MIDDLE);
        }
        List<Series> bars = panel.series();
        double each = (frame.bottom() - frame.top()) / Math.max(1, bars.size());
        for (int i = 0; i < bars.size(); i++) {
            bar(bars.get(i), layers.get(i), frame.top() + (i + 0.5) * each, each * THICKNESS_SHARE);
        }
        canvas.line(frame.left(), frame.top(), frame.left(), frame.bottom(), Ink.AXIS, 1);
    }

    private void bar(Series series, List<Double> parts, double middle, double thickness) {
        Spread spread = series.last().y();
        Tone tone = series.tone();
        Canvas.Letters letters = tone.isMillrace() ? Canvas.Letters.STRONG : Canvas.Letters.LABEL;
        double from = 0;
        double opacity = tone.isDashed() ? OPACITY * PALE : OPACITY;
        for (double part : parts) {
            block(scale.place(from), scale.place(from + part), middle, thickness, tone.ink(), opacity);
            from += part;
            opacity *= FADING;
        }
        whisker(spread, middle);
        canvas.text(
                frame.left() - 10,
                middle + 4,
                series.name(),
                tone.isMillrace() ? tone.ink() : Ink.TEXT,
                letters,
                Canvas.Anchor.END);
        canvas.text(
                Math.min(scale.place(spread.high()), frame.right()) + 8,
                middle + 4,
                panel.y().unit().label(spread.median()),
                Ink.TEXT,
                letters,
                Canvas.Anchor.START);
    }

    private void block(double from, double to, double middle, double thickness, Ink ink, double opacity) {
        double above = middle - thickness / 2;
        double below = middle + thickness / 2;
        canvas.area(new double[] {from, to, to, from}, new double[] {above, above, below, below}, ink, opacity);
    }

    private void whisker(Spread spread, double middle) {
        double low = scale.place(spread.low());
        double high = scale.place(spread.high());
        canvas.line(low, middle, Math.min(high, frame.right()), middle, Ink.TEXT, 1);
        canvas.line(low, middle - 4, low, middle + 4, Ink.TEXT, 1);
        if (high <= frame.right()) {
            canvas.line(high, middle - 4, high, middle + 4, Ink.TEXT, 1);
        }
    }
}
