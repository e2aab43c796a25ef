package io.millrace.bench.compare.server;

import java.util.function.Consumer;

/**
 * StatsD.
 *
 * <pre>
 *   NAME ── ':' ──► VALUE ── '|' ──► TYPE ── LF ──► NAME
 *     └──── LF: the question
 * </pre>
 */
final class StatsdInPlace implements SumInPlace {
    private enum Part {
        NAME,
        VALUE,
        TYPE
    }

    private final Sum sum = new Sum();
    private final Decimal value = new Decimal();
    private Part part = Part.NAME;

    @Override
    public void take(byte[] bytes, int from, int to, Consumer<String> answers) {
        int at = from;
        while (at < to) {
            at = switch (part) {
                case NAME -> name(bytes, at, to, answers);
                case VALUE -> value(bytes, at, to);
                case TYPE -> type(bytes, at, to);
            };
        }
    }

    private int name(byte[] bytes, int from, int to, Consumer<String> answers) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == ':') {
                part = Part.VALUE;
                return at + 1;
            }
            if (bytes[at] == '\n') {
                answers.accept(sum.answer());
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
        if (bytes[end] != '|') {
            throw new IllegalArgumentException("a value has a " + (char) bytes[end]);
        }
        sum.add(value.take());
        part = Part.TYPE;
        return end + 1;
    }

    private int type(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                part = Part.NAME;
                return at + 1;
            }
        }
        return to;
    }
}
