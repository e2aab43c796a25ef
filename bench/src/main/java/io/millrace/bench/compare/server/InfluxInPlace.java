package io.millrace.bench.compare.server;

import java.util.function.Consumer;

/**
 * Influx lines. That the fields of just these lines differ in their first letters is known to it.
 *
 * <pre>
 *                                ┌─────── ',' ───────┐
 *                                ▼                   │
 *   HEAD ── ' ' ──► KEY ──► REST OF KEY ── '=' ──► VALUE ── ' ' ──► TIME ── LF ──► HEAD
 *     └──── LF: the question
 * </pre>
 */
final class InfluxInPlace implements SumInPlace {
    private enum Part {
        HEAD,
        KEY,
        REST_OF_KEY,
        VALUE,
        TIME
    }

    private final Sum sum = new Sum();
    private final Decimal value = new Decimal();
    private Part part = Part.HEAD;
    private byte key; // its first letter
    private double row;
    private long time;

    @Override
    public void take(byte[] bytes, int from, int to, Consumer<String> answers) {
        int at = from;
        while (at < to) {
            at = switch (part) {
                case HEAD -> head(bytes, at, to, answers);
                case KEY -> key(bytes, at);
                case REST_OF_KEY -> restOfKey(bytes, at, to);
                case VALUE -> value(bytes, at, to);
                case TIME -> time(bytes, at, to);
            };
        }
    }

    private int head(byte[] bytes, int from, int to, Consumer<String> answers) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == ' ') {
                part = Part.KEY;
                return at + 1;
            }
            if (bytes[at] == '\n') {
                answers.accept(sum.answer());
                return at + 1;
            }
        }
        return to;
    }

    private int key(byte[] bytes, int at) {
        key = bytes[at];
        part = Part.REST_OF_KEY;
        return at + 1;
    }

    private int restOfKey(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '=') {
                part = Part.VALUE;
                return at + 1;
            }
        }
        return to;
    }

    private int value(byte[] bytes, int from, int to) {
        int end = value.read(bytes, from, to);
        if (end == to) {
            return to;
        }
        byte next = bytes[end];
        if (next == 'i') {
            return end + 1; // the value goes on with nothing, and ends at what is behind
        }
        double read = value.take();
        row += key == 'u' || key == 'c' ? read : 0;
        if (next != ',' && next != ' ') {
            throw new IllegalArgumentException("a value has a " + (char) next);
        }
        part = next == ',' ? Part.KEY : Part.TIME;
        return end + 1;
    }

    private int time(byte[] bytes, int from, int to) {
        long digits = time;
        for (int at = from; at < to; at++) {
            byte next = bytes[at];
            if (next == '\n') {
                sum.add(row + digits % 8);
                row = 0;
                time = 0;
                part = Part.HEAD;
                return at + 1;
            }
            if (next < '0' || next > '9') {
                throw new IllegalArgumentException("a time has a " + (char) next);
            }
            digits = digits * 10 + (next - '0');
        }
        time = digits;
        return to;
    }
}
