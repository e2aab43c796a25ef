package io.millrace.bench.pause;

/** The lines that the three processes of the show write each other: words between single spaces, the first says which. */
final class Words {
    private Words() {}

    /** The line's words, when it starts with {@code first} and has {@code count} of them. */
    static String[] of(String line, String first, int count) {
        String[] words = line.split(" ", -1);
        if (words.length != count || !words[0].equals(first)) {
            throw new IllegalArgumentException("expected '" + first + "' and " + (count - 1) + " words, got: " + line);
        }
        return words;
    }

    /** A count or a time: never negative. */
    static long number(String word) {
        try {
            long number = Long.parseLong(word);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is no number", e);
        }
        throw new IllegalArgumentException("'" + word + "' is negative");
    }
}
