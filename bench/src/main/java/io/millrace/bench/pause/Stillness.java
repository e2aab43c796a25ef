package io.millrace.bench.pause;

/**
 * What the JVM under pressure says of itself. Crosses from the inside process as one line of text.
 *
 * @param stoodStillNanos the longest time that no Java code ran
 * @param collectionNanos how long the collection that was forced last kept its caller waiting
 * @param fullCollections how many full collections there were on the way
 * @param usedBytes what the heap held after the last
 */
record Stillness(long stoodStillNanos, long collectionNanos, long fullCollections, long usedBytes) {
    private static final String WORD = "stillness";

    String line() {
        return String.join(
                " ",
                WORD,
                Long.toString(stoodStillNanos),
                Long.toString(collectionNanos),
                Long.toString(fullCollections),
                Long.toString(usedBytes));
    }

    /** The other direction of {@link #line}; throws IllegalArgumentException for any other text. */
    static Stillness parse(String line) {
        String[] words = Words.of(line, WORD, 5);
        return new Stillness(
                Words.number(words[1]), Words.number(words[2]), Words.number(words[3]), Words.number(words[4]));
    }
}
