package io.millrace.bench.jmh;

import java.nio.charset.StandardCharsets;

/**
 * The controls in Java: rows read by hand, as fast as plain Java of any library could, and as one writes it first. Each adds up
 * what {@link ColumnsBenchmark} adds up.
 */
final class RowParser {
    private static final double[] TENS = {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8};

    private final byte[] bytes;
    private int at;

    RowParser(byte[] bytes) {
        this.bytes = bytes;
    }

    // ---- By hand: each byte is looked at once, and nothing is made of it but the numbers

    /** Of {@code name:value|type} with what may follow. */
    double statsd() {
        double sum = 0;
        at = 0;
        while (at < bytes.length) {
            skipPast(':');
            double value = decimal();
            int type = bytes[++at];
            sum += type == 'c' ? value : -value;
            skipPast('\n');
        }
        return sum;
    }

    /** Of {@code cpu,tags usage=…,idle=…,count=…i time}. */
    double influx() {
        double sum = 0;
        at = 0;
        while (at < bytes.length) {
            skipPast(' ');
            boolean more = true;
            while (more) {
                int key = bytes[at];
                skipPast('=');
                double value = decimal();
                sum += key == 'u' ? value : key == 'c' ? -value : 0;
                at += bytes[at] == 'i' ? 1 : 0;
                more = bytes[at++] == ',';
            }
            sum += integer() % 8;
            at++;
        }
        return sum;
    }

    private void skipPast(int wanted) {
        while (bytes[at] != wanted) {
            at++;
        }
        at++;
    }

    private long integer() {
        long number = 0;
        for (int next = bytes[at]; next >= '0' && next <= '9'; next = bytes[++at]) {
            number = number * 10 + next - '0';
        }
        return number;
    }

    private double decimal() {
        boolean isNegative = bytes[at] == '-';
        at += isNegative ? 1 : 0;
        long digits = integer();
        double number = digits;
        if (bytes[at] == '.') {
            int point = ++at;
            for (int next = bytes[at]; next >= '0' && next <= '9'; next = bytes[++at]) {
                digits = digits * 10 + next - '0';
            }
            number = digits / TENS[at - point];
        }
        return isNegative ? -number : number;
    }

    // ---- With strings

    static double statsdOfStrings(byte[] bytes) {
        double sum = 0;
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split("\\|");
            double value = Double.parseDouble(fields[0].split(":")[1]);
            sum += fields[1].equals("c") ? value : -value;
        }
        return sum;
    }

    static double influxOfStrings(byte[] bytes) {
        double sum = 0;
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
            String[] parts = line.split(" ");
            for (String field : parts[1].split(",")) {
                String[] pair = field.split("=");
                switch (pair[0]) {
                    case "usage" -> sum += Double.parseDouble(pair[1]);
                    case "count" -> sum -= Long.parseLong(pair[1].substring(0, pair[1].length() - 1));
                    default -> sum += 0;
                }
            }
            sum += Long.parseLong(parts[2]) % 8;
        }
        return sum;
    }
}
