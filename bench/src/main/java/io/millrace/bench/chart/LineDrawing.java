package io.millrace.bench.chart;

import java.util.List;
import java.util.stream.DoubleStream;

/** Draws {@link Panel.Lines}: grid, bands from low to high, lines, and each name at the end of its line. */
final class LineDrawing {
    private static final double TICK_LENGTH = 4;
    private static final double BAND_OPACITY = 0.16;
    private static final double OUTLIER = 2;
    private static final int X_TICKS_MAX = 8;
    private static final int Y_TICKS_MAX = 8;

    private final Panel.Lines panel;
    private final Frame frame;
    private final Canvas canvas;
    private final LogScale x;
    private final LogScale y;

    LineDrawing(Panel.Lines panel, Frame frame, Canvas canvas) {
        this.panel = panel;
        this.frame = frame;
        this.canvas = canvas;
        this.x = LogScale.exactly(
                panel.x().unit(), panel.points().mapToDouble(Point::x).toArray(), frame.left() + 8, frame.right());
        this.y = LogScale.around(
                panel.y().unit(),
                panel.points().flatMapToDouble(LineDrawing::values).toArray(),
                frame.bottom(),
                frame.top());
    }

    /** All medians; and lows and highs, unless they are far out: then their band ends where the picture does. */
    private static DoubleStream values(Point point) {
        Spread y = point.y();
        return DoubleStream.of(
                Math.max(y.low(), y.median() / OUTLIER), y.median(), Math.min(y.high(), y.median() * OUTLIER));
    }

    void draw() {
        frame.caption(canvas, panel.title(), panel.y().label(), panel.x().label());
        grid();
        List<Series> rivalsFirst = panel.series().stream()
                .sorted((one, other) ->
                        Boolean.compare(one.tone().isMillrace(), other.tone().isMillrace()))
                .toList();
        rivalsFirst.forEach(this::band);
        rivalsFirst.forEach(this::line);
        new EndLabels(frame, canvas).draw(panel.series(), x, y);
    }

    private void grid() {
        for (double tick : y.ticks(Y_TICKS_MAX)) {
            double at = y.place(tick);
            canvas.line(frame.left(), at, frame.right(), at, Ink.GRID, 1);
            canvas.text(
                    frame.left() - 8,
                    at + 4,
                    tick == 0 ? "0" : panel.y().unit().label(tick),
                    Ink.FAINT,
                    Canvas.Letters.TICK,
                    Canvas.Anchor.END);
        }
        canvas.line(frame.left(), frame.bottom(), frame.right(), frame.bottom(), Ink.AXIS, 1);
        if (y.hasZero()) {
            breakBetweenZeroAndTheRest();
        }
        for (double tick : x.ticks(X_TICKS_MAX)) {
            double at = x.place(tick);
            canvas.line(at, frame.top(), at, frame.bottom(), Ink.GRID, 1);
            canvas.line(at, frame.bottom(), at, frame.bottom() + TICK_LENGTH, Ink.AXIS, 1);
            canvas.text(
                    at,
                    frame.bottom() + 18,
                    panel.x().unit().label(tick),
                    Ink.FAINT,
                    Canvas.Letters.TICK,
                    Canvas.Anchor.MIDDLE);
        }
    }

    /** Two short strokes on the axis: zero is infinitely far away. */
    private void breakBetweenZeroAndTheRest() {
        double middle = frame.bottom() - (frame.bottom() - frame.top()) * 0.07;
        for (double at : new double[] {middle - 2.5, middle + 2.5}) {
            canvas.line(frame.left() - 6, at + 3, frame.left() + 6, at - 3, Ink.AXIS, 1.2);
        }
    }

    private void band(Series series) {
        int count = series.points().size();
        double[] xs = new double[2 * count];
        double[] ys = new double[2 * count];
        for (int i = 0; i < count; i++) {
            Point point = series.points().get(i);
            int back = 2 * count - 1 - i;
            xs[i] = x.place(point.x());
            xs[back] = xs[i];
            ys[i] = y.place(point.y().low());
            ys[back] = y.place(point.y().high());
        }
        canvas.area(xs, ys, series.tone().ink(), BAND_OPACITY);
    }

    private void line(Series series) {
        double[] xs = series.points().stream()
                .mapToDouble(point -> x.place(point.x()))
                .toArray();
        double[] ys = series.points().stream()
                .mapToDouble(point -> y.place(point.y().median()))
                .toArray();
        Tone tone = series.tone();
        canvas.path(xs, ys, tone.ink(), tone.isMillrace() ? 3 : 1.8, tone.isDashed());
        for (int i = 0; i < xs.length; i++) {
            canvas.mark(tone.mark(), xs[i], ys[i], tone.ink());
        }
    }
}
