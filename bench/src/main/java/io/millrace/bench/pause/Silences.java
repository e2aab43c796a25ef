package io.millrace.bench.pause;

import java.util.Arrays;

/**
 * What one group of listeners heard: each listener's longest time without a byte, summed up. Crosses from the outside
 * process as one line of text.
 *
 * @param group which server they listened to
 * @param listeners how many there were at the start
 * @param alive how many were still connected at the end
 * @param longestNanos the longest silence of any of them
 * @param medianNanos the longest silence of the listener in the middle
 * @param messages how many times one of them received something
 */
record Silences(String group, int listeners, int alive, long longestNanos, long medianNanos, long messages) {
    private static final String WORD = "silence";

    static Silences of(String group, int alive, long[] longestOfEach, long messages) {
        long[] sorted = longestOfEach.clone();
        Arrays.sort(sorted);
        long longest = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        long median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        return new Silences(group, sorted.length, alive, longest, median, messages);
    }

    String line() {
        return String.join(
                " ",
                WORD,
                group,
                Integer.toString(listeners),
                Integer.toString(alive),
                Long.toString(longestNanos),
                Long.toString(medianNanos),
                Long.toString(messages));
    }

    /** The other direction of {@link #line}; throws IllegalArgumentException for any other text. */
    static Silences parse(String line) {
        String[] words = Words.of(line, WORD, 7);
        return new Silences(
                words[1],
                Math.toIntExact(Words.number(words[2])),
                Math.toIntExact(Words.number(words[3])),
                Words.number(words[4]),
                Words.number(words[5]),
                Words.number(words[6]));
    }

    boolean allAlive() {
        return alive == listeners && listeners > 0;
    }
}
