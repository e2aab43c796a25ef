package io.millrace.bench.chart;

import java.util.Arrays;

/**
 * Several measurements of the same: {@code low <= median <= high}.
 *
 * @param median the one in the middle, or between the two in the middle
 * @param low the least of them
 * @param high the greatest
 */
public record Spread(double median, double low, double high) {
    public Spread {
        if (!(low <= median && median <= high)) {
            throw new IllegalArgumentException("not " + low + " <= " + median + " <= " + high);
        }
    }

    /** Of at least one measurement. */
    public static Spread of(double... measured) {
        double[] sorted = measured.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread((sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[0], sorted[last]);
    }

    /** How much of {@code amount} that is in each unit of these: a time becomes a rate, and the shortest the highest. */
    public Spread rateOf(double amount) {
        return new Spread(amount / median, amount / high, amount / low);
    }

    /** Whether all of these are less than all of the others. */
    public boolean isBelow(Spread other) {
        return high < other.low;
    }
}
