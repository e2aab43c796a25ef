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

    /** Zero and multiples of 1, 2 or 5 times a power of ten, at most {@code most} (four or more) and none past the end. */
    List<Double> ticks(int most) {
        double least = high / (most - 1);
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (step >= least) {
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= high * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
