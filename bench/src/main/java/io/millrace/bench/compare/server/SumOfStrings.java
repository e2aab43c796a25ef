package io.millrace.bench.compare.server;

import java.util.function.ToDoubleFunction;

/**
 * Adds up lines as one writes it first: each a string, cut by {@link String#split} and read by {@link Double#parseDouble}. A
 * line that has only one part is the question.
 */
public final class SumOfStrings {
    private final Sum sum = new Sum();
    private final String separator;
    private final ToDoubleFunction<String[]> value;

    private SumOfStrings(String separator, ToDoubleFunction<String[]> value) {
        this.separator = separator;
        this.value = value;
    }

    /** For the lines of a service. */
    public static SumOfStrings of(Service service) {
        return switch (service) {
            case STATSD, STATSD_IN_PLACE -> new SumOfStrings(":", SumOfStrings::ofStatsd);
            case INFLUX, INFLUX_IN_PLACE -> new SumOfStrings(" ", SumOfStrings::ofInflux);
            default -> throw new IllegalArgumentException(service + " has no lines to add up");
        };
    }

    /** Takes a line without its end; answers what to send back, or null. */
    public String take(String line) {
        String[] parts = line.split(separator);
        if (parts.length == 1) {
            return sum.answer();
        }
        sum.add(value.applyAsDouble(parts));
        return null;
    }

    /** Of a name, and what is behind it. */
    private static double ofStatsd(String[] parts) {
        return Double.parseDouble(parts[1].split("\\|")[0]);
    }

    /** Of a head, fields, and a time. */
    private static double ofInflux(String[] parts) {
        double row = Long.parseLong(parts[2]) % 8;
        for (String field : parts[1].split(",")) {
            String[] pair = field.split("=");
            row += switch (pair[0]) {
                case "usage" -> Double.parseDouble(pair[1]);
                case "count" -> Long.parseLong(pair[1].substring(0, pair[1].length() - 1));
                default -> 0;
            };
        }
        return row;
    }
}
