package io.millrace.bench.compare;

import java.util.List;
import java.util.Locale;

/**
 * How a workload is put on a server.
 *
 * @param id its name in JSON
 * @param title in words
 * @param program the load, of {@code bench/native}
 * @param words its arguments behind the port
 */
record Shape(String id, String title, String program, List<String> words) {
    Shape {
        words = List.copyOf(words);
    }

    /** Messages that come back, so many under way on each of so many connections. */
    static Shape exchange(String kind, int connections, int inFlight, int messageBytes) {
        String each = connections == 1 ? "1 connection" : String.format(Locale.ROOT, "%,d connections", connections);
        return new Shape(
                connections + "x" + inFlight,
                each + ", " + inFlight + " in flight" + (connections == 1 ? "" : " on each"),
                "exchange_load",
                List.of(kind, "" + connections, "" + inFlight, "" + messageBytes));
    }
}
