package io.millrace.bench.chart;

import java.util.Locale;

/** What an axis counts, and how a value of it is written. */
public enum Unit {
    /** Things: 1, 10, 10,000. */
    COUNT(10, true),
    /** Bytes: 64 B, 4 KiB, 16 MiB. */
    BYTES(2, true),
    /** Nanoseconds: 20 ns, 1.5 µs, 3 ms. */
    NANOS(10, true),
    /** Bytes a nanosecond, which is GB/s. */
    BYTES_PER_NANO(10, false),
    /** Things in a second: 870 /s, 97.2 k/s, 1.4 M/s. */
    RATE(10, false);

    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB"};
    private static final String[] RATES = {"/s", "k/s", "M/s", "G/s"};

    private final int base;
    private final boolean isCost;

    Unit(int base, boolean isCost) {
        this.base = base;
        this.isCost = isCost;
    }

    /** Of the powers that the ticks of a logarithmic axis stand at. */
    int base() {
        return base;
    }

    /** Whether less of it is better. */
    public boolean isCost() {
        return isCost;
    }

    /** A value with its unit, to three digits. */
    public String label(double value) {
        return switch (this) {
            case COUNT -> digits(value);
            case BYTES -> scaled(value, 1024, SIZES);
            case NANOS -> scaled(value, 1000, TIMES);
            case BYTES_PER_NANO -> digits(value) + " GB/s";
            case RATE -> scaled(value, 1000, RATES);
        };
    }

    private static String scaled(double value, int step, String[] names) {
        double rest = value;
        int name = 0;
        while (rest >= step && name < names.length - 1) {
            rest /= step;
            name++;
        }
        return digits(rest) + " " + names[name];
    }

    private static String digits(double value) {
        int exponent = value == 0 ? 0 : (int) Math.floor(Math.log10(value));
        int decimals = value == Math.rint(value) ? 0 : Math.max(0, 2 - exponent);
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceFirst("\\.?0+$", "");
    }
}
