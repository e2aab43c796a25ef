package io.millrace.bench.chart;

import java.util.Comparator;
import java.util.List;

/** The names of lines, each beside its line's end and none over another; a thin stroke leads to one that had to move. */
final class EndLabels {
    private static final double APART = 17;
    private static final double LEADER_FROM = 7;
    private static final double LEADER_TO = 20;
    private static final double TEXT_AT = 24;
    private static final double BASE_LINE = 4;

    private final Frame frame;
    private final Canvas canvas;

    EndLabels(Frame frame, Canvas canvas) {
        this.frame = frame;
        this.canvas = canvas;
    }

    void draw(List<Series> series, LogScale x, LogScale y) {
        List<Series> fromAbove = series.stream()
                .sorted(Comparator.comparingDouble(
                        each -> y.place(each.last().y().median())))
                .toList();
        double[] wanted = fromAbove.stream()
                .mapToDouble(each -> y.place(each.last().y().median()))
                .toArray();
        double[] places = spread(wanted, frame.top(), frame.bottom());
        for (int i = 0; i < places.length; i++) {
            Series each = fromAbove.get(i);
            double end = x.place(each.last().x());
            canvas.path(
                    new double[] {end + LEADER_FROM, frame.right() + LEADER_TO},
                    new double[] {wanted[i], places[i]},
                    each.tone().ink(),
                    0.8,
                    false);
            canvas.text(
                    frame.right() + TEXT_AT,
                    places[i] + BASE_LINE,
                    each.name(),
                    each.tone().ink(),
                    each.tone().isMillrace() ? Canvas.Letters.STRONG : Canvas.Letters.LABEL,
                    Canvas.Anchor.START);
        }
    }

    /** Places of rising order at least {@link #APART} apart, near the wanted ones, none below {@code bottom} if there is room. */
    static double[] spread(double[] wanted, double top, double bottom) {
        double[] places = wanted.clone();
        for (int i = 0; i < places.length; i++) {
            places[i] = Math.max(places[i], i == 0 ? top : places[i - 1] + APART);
        }
        double limit = bottom;
        for (int i = places.length - 1; i >= 0 && places[i] > limit; i--) {
            places[i] = limit;
            limit -= APART;
        }
        return places;
    }
}
