package io.millrace.bench.compare;

import io.millrace.bench.chart.Tone;
import java.util.List;

/**
 * A server to be measured, doing one service.
 *
 * @param id its name in JSON and on the command line
 * @param name as it stands on the page
 * @param tone how it is drawn
 * @param isJava whether it is compiled while it runs, and has a heap to be asked for
 * @param command what starts it: it says {@code version …} and {@code listening on 127.0.0.1:PORT} once it accepts
 */
record Contestant(String id, String name, Tone tone, boolean isJava, List<String> command) {
    /** The one that the others are compared with. */
    static final String MILLRACE = "millrace";

    /** The one that does the same system calls and little else. */
    static final String CONTROL = "c";

    Contestant {
        command = List.copyOf(command);
    }
}
