package io.millrace.bench.compare.server;

/** Adds up lines as one writes it first: each a string, cut by {@link String#split} and read by {@link Double#parseDouble}. */
public final class SumOfStrings {
    private static final int VALUE = 1;

    private final Sum sum = new Sum();

    /** Takes a line without its end; answers what to send back, or null. */
    public String take(String line) {
        String[] fields = line.split(":");
        if (fields.length <= VALUE) {
            return sum.answer();
        }
        String[] metric = fields[VALUE].split("\\|");
        sum.add(Double.parseDouble(metric[0]));
        return null;
    }
}
