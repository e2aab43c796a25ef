package io.millrace.bench.compare.server;

/** Reads the questions of {@link Service#TIMERS} and {@link Service#WRITES}: lines with a number, in whatever pieces they come. */
public final class Question {
    /** Answered by {@link #read} while the line is not over. */
    public static final int UNFINISHED = -1;

    /** The greatest number that may be asked for. */
    public static final int COUNT_MAX = 3000;

    private int number;

    /** Takes the next byte; answers the number when that ends the line. */
    public int read(byte next) {
        if (next == '\n') {
            int asked = number;
            number = 0;
            return asked;
        }
        number = number * 10 + (next - '0');
        if (next < '0' || next > '9' || number > COUNT_MAX) {
            throw new IllegalArgumentException("a question is a number up to " + COUNT_MAX);
        }
        return UNFINISHED;
    }
}
