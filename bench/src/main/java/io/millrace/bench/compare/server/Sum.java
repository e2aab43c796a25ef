package io.millrace.bench.compare.server;

import java.util.Locale;

/** What the lines of {@link Service#STATSD} and {@link Service#INFLUX} come to. Values are multiples of an eighth, so that their sum is exact in whatever order. */
public final class Sum {
    private long count;
    private double sum;

    /** Takes a line's value. */
    public void add(double value) {
        count++;
        sum += value;
    }

    /** Takes so many lines, whose values add up to {@code values}. */
    public void add(int lines, double values) {
        count += lines;
        sum += values;
    }

    /** {@code COUNT SUM} and LF, the sum with three decimals; the next one starts at nothing. */
    public String answer() {
        String answer = String.format(Locale.ROOT, "%d %.3f%n", count, sum);
        count = 0;
        sum = 0;
        return answer;
    }
}
