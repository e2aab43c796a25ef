package io.millrace.bench.chart;

import java.util.ArrayList;
import java.util.List;

/** Values from zero to places on an even axis. */
final class LinearScale {
    private final double high;
    private final double start;
    private final double end;

    /** From zero to {@code high}, which is over zero. */
    LinearScale(double high, double start, double end) {
        this.high = high;
        this.start = start;
        this.end = end;
    }

    double place(double value) {
        return start + (end - start) * value / high;
    }

    /**
     * Zero and multiples of a round step, at most {@code most} (four or more) and none past the end.
     *
     * @param base 2: the step is a power of two; otherwise 1, 2 or 5 times a power of ten
     */
    List<Double> ticks(int most, int base) {
        double step = step(high / (most - 1), base);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= high * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double least, int base) {
        if (base == 2) {
            return Math.pow(2, Math.ceil(Math.log(least) / Math.log(2)));
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
