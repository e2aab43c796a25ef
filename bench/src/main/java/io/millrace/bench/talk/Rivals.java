package io.millrace.bench.talk;

import io.millrace.bench.chart.Axis;
import io.millrace.bench.chart.Panel;
import io.millrace.bench.chart.Point;
import io.millrace.bench.chart.Series;
import io.millrace.bench.chart.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds where others are ahead of Millrace, so that a page says it in words and not only by the height of a line. */
final class Rivals {
    /** Less than this is no lead, also where there is only one measurement of each. */
    private static final double LEAD_MIN = 1.05;

    private Rivals() {}

    /**
     * A sentence for each rival on each panel that is ahead of Millrace's best way there: with all its measurements ahead of
     * all of Millrace's, and by 5 % or more.
     */
    static List<String> ahead(List<Panel> panels) {
        List<String> sentences = new ArrayList<>();
        for (Panel panel : panels) {
            for (Series rival : panel.series()) {
                if (!rival.tone().isMillrace()) {
                    String which = panels.size() > 1 ? " (" + panel.title() + ")" : "";
                    ahead(panel, rival).map(words -> words + which).ifPresent(sentences::add);
                }
            }
        }
        return sentences;
    }

    private static Optional<String> ahead(Panel panel, Series rival) {
        List<String> places = new ArrayList<>();
        double most = 0;
        for (Point point : rival.points()) {
            Spread ours = best(panel, point.x());
            if (ours != null && isAhead(panel.y(), point.y(), ours)) {
                places.add(panel instanceof Panel.Lines lines ? lines.x().unit().label(point.x()) : "");
                most = Math.max(most, lead(panel.y(), point.y(), ours));
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        String where =
                panel instanceof Panel.Lines lines ? ": " + lines.x().label() + " " + String.join(", ", places) : "";
        String upTo = places.size() > 1 ? "up to " : "";
        String by = Double.isInfinite(most) ? "; it has none" : "; by " + upTo + Slide.times(most);
        return Optional.of(rival.name() + where + by);
    }

    /** The best of what Millrace has at a place; null if it has nothing there. */
    private static Spread best(Panel panel, double x) {
        Comparator<Spread> byCost = Comparator.comparingDouble(Spread::median);
        return panel.series().stream()
                .filter(each -> each.tone().isMillrace())
                .flatMap(each -> each.at(x).stream())
                .min(panel.y().unit().isCost() ? byCost : byCost.reversed())
                .orElse(null);
    }

    private static boolean isAhead(Axis axis, Spread theirs, Spread ours) {
        boolean isApart = axis.unit().isCost() ? theirs.isBelow(ours) : ours.isBelow(theirs);
        return isApart && lead(axis, theirs, ours) >= LEAD_MIN;
    }

    private static double lead(Axis axis, Spread theirs, Spread ours) {
        double ratio = ours.median() / theirs.median();
        return axis.unit().isCost() ? ratio : 1 / ratio;
    }
}
