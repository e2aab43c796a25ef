package io.millrace.bench.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Values to places on a logarithmic axis. Zero, which has no logarithm, can have a place of its own at the start:
 *
 * <pre>
 *   start      first                                end
 *     0 ─ ╱╱ ─── low ── 10 low ── 100 low ── … ── high
 * </pre>
 */
final class LogScale {
    /** Of the axis: how far from zero's place the lowest value is. */
    private static final double ZERO_SHARE = 0.14;

    private final Unit unit;
    private final double low;
    private final double high;
    private final double start;
    private final double first;
    private final double end;
    private final boolean hasZero;

    private LogScale(Unit unit, double low, double high, double start, double end, boolean hasZero) {
        this.unit = unit;
        this.low = low;
        this.high = high;
        this.start = start;
        this.first = hasZero ? start + (end - start) * ZERO_SHARE : start;
        this.end = end;
        this.hasZero = hasZero;
    }

    /** From the least to the greatest of the values over zero. */
    static LogScale exactly(Unit unit, double[] values, double start, double end) {
        double[] bounds = bounds(values);
        return new LogScale(unit, bounds[0], Math.max(bounds[1], bounds[0] * unit.base()), start, end, bounds[2] > 0);
    }

    /** From a round value to another, with all values between: from one, two or five times a power of ten, or from a power of four. */
    static LogScale around(Unit unit, double[] values, double start, double end) {
        double[] bounds = bounds(values);
        double low = roundBelow(unit, bounds[0]);
        double high = low;
        while (high < bounds[1] * (1 - 1e-9) || high == low) {
            high = next(unit, high);
        }
        return new LogScale(unit, low, high, start, end, bounds[2] > 0);
    }

    private static double roundBelow(Unit unit, double value) {
        double round = power(unit, 2 * Math.floor(exponent(unit, value) / 2));
        for (double next = next(unit, round); next <= value * (1 + 1e-9); next = next(unit, round)) {
            round = next;
        }
        return round;
    }

    /** The round value after a round one: 1, 2, 5, 10, 20, 50 …, or 1, 4, 16 …. */
    private static double next(Unit unit, double round) {
        if (unit.base() == 2) {
            return round * 4;
        }
        double first = round / power(unit, Math.floor(exponent(unit, round) + 1e-9));
        return first > 1.5 && first < 4 ? round * 2.5 : round * 2;
    }

    /** The least and the greatest value over zero, and how many zeros there are. */
    private static double[] bounds(double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        int zeros = 0;
        for (double value : values) {
            if (value > 0) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            } else {
                zeros++;
            }
        }
        return high == 0 ? new double[] {1, 1, zeros} : new double[] {low, high, zeros};
    }

    /** Where a value stands; what is past an end stands at the end, and zero in its own place. */
    double place(double value) {
        if (value <= 0) {
            return start;
        }
        double within = Math.min(Math.max(value, low), high);
        double share = Math.log(within / low) / Math.log(high / low);
        return first + (end - first) * share;
    }

    /** Round values, from the lowest on: at most {@code most}, and zero if it has a place. */
    List<Double> ticks(int most) {
        List<Double> ticks = new ArrayList<>();
        if (hasZero) {
            ticks.add(0.0);
        }
        List<Double> fine = new ArrayList<>();
        for (double tick = roundBelow(unit, low); tick <= high * (1 + 1e-9); tick = next(unit, tick)) {
            if (tick >= low * (1 - 1e-9)) {
                fine.add(tick);
            }
        }
        ticks.addAll(fine.size() <= most && fine.size() > 1 ? fine : powers(most));
        return ticks;
    }

    private List<Double> powers(int most) {
        int from = (int) Math.ceil(exponent(unit, low) - 1e-9);
        int to = (int) Math.floor(exponent(unit, high) + 1e-9);
        int step = Math.max(1, (to - from + most - 1) / Math.max(1, most - 1));
        List<Double> powers = new ArrayList<>();
        for (int exponent = from; exponent <= to; exponent += step) {
            powers.add(power(unit, exponent));
        }
        return powers;
    }

    boolean hasZero() {
        return hasZero;
    }

    private static double exponent(Unit unit, double value) {
        return Math.log(value) / Math.log(unit.base());
    }

    private static double power(Unit unit, double exponent) {
        return Math.pow(unit.base(), exponent);
    }
}
