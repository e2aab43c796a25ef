package io.millrace.bench.jmh;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The alphabet, over and over. */
public class ParityLetters extends ParityBytes {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    @Param({"1", "4", "8", "16", "32", "64", "128", "500", "4096", "65536"})
    public int size;

    @Setup
    public void fill() {
        fill(ALPHABET.repeat(size / ALPHABET.length() + 1).substring(0, size));
    }
}
