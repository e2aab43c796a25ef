package io.millrace.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a workload is put on a server.
 *
 * @param id its name in JSON
 * @param title in words
 * @param program the load, of {@code bench/native}
 * @param words its arguments behind the port
 * @param bytes how many are sent, once and not in each round; 0: as many as go into the time of a measurement
 */
record Shape(String id, String title, String program, List<String> words, long bytes) {
    private static final String EXCHANGE = "exchange_load";
    private static final String PACED = "paced_load";

    Shape {
        words = List.copyOf(words);
    }

    /** By time, in each round. */
    Shape(String id, String title, String program, List<String> words) {
        this(id, title, program, words, 0);
    }

    /** Whether it takes so long that it is measured once. */
    boolean isOnce() {
        return bytes > 0;
    }

    /** Messages that come back, so many under way on each of so many connections. */
    static Shape exchange(String kind, int connections, int inFlight, int messageBytes) {
        String each = connections == 1 ? "1 connection" : String.format(Locale.ROOT, "%,d connections", connections);
        return new Shape(
                connections + "x" + inFlight,
                each + ", " + inFlight + " in flight" + (connections == 1 ? "" : " on each"),
                EXCHANGE,
                List.of(kind, "" + connections, "" + inFlight, "" + messageBytes));
    }

    /** The same messages by a schedule: so many in a second, in bursts of those that were under way together. */
    Shape paced(long rate) {
        if (!program.equals(EXCHANGE)) {
            throw new IllegalStateException(program + " knows no schedule");
        }
        List<String> more = new ArrayList<>(words);
        more.add(Long.toString(rate));
        return new Shape(id, title, PACED, more);
    }
}
