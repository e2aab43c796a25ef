package io.millrace.bench.compare;

/** One run of one server: CPU time a message, user and system apart, and how long all of it took; in nanoseconds. */
record Measurement(double userNanos, double systemNanos, double elapsedNanos) {
    static Measurement of(CpuTime spent, long elapsedNanos, long messages) {
        return new Measurement(
                (double) spent.userNanos() / messages,
                (double) spent.systemNanos() / messages,
                (double) elapsedNanos / messages);
    }

    double totalNanos() {
        return userNanos + systemNanos;
    }
}
