package io.millrace.bench.compare.server;

/** A decimal whose bytes may come in pieces. */
final class Decimal {
    private static final double[] POWERS = {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private long digits;
    private int decimals;
    private boolean isFraction;
    private boolean isNegative;

    /** Reads on; answers where the first byte is that belongs to none, or {@code to}. */
    int read(byte[] bytes, int from, int to) {
        long value = digits;
        int fraction = decimals;
        int at = from;
        for (; at < to; at++) {
            byte next = bytes[at];
            if (next >= '0' && next <= '9') {
                value = value * 10 + (next - '0');
                fraction += isFraction ? 1 : 0;
            } else if (next == '.') {
                isFraction = true;
            } else if (next == '-') {
                isNegative = true;
            } else {
                break;
            }
        }
        digits = value;
        decimals = fraction;
        return at;
    }

    /** What was read; the next one starts at nothing. */
    double take() {
        double value = digits / POWERS[decimals];
        double taken = isNegative ? -value : value;
        digits = 0;
        decimals = 0;
        isFraction = false;
        isNegative = false;
        return taken;
    }
}
