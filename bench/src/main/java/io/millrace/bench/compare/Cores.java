package io.millrace.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the server on one core and the load on another, where there are two and {@code taskset}. */
final class Cores {
    /** The server's. */
    static final int SERVER = 0;

    /** The load's. */
    static final int LOAD = 1;

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private Cores() {}

    static boolean areApart() {
        return Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(TASKSET);
    }

    static List<String> on(int core, List<String> command) {
        if (!areApart()) {
            return command;
        }
        List<String> placed = new ArrayList<>(List.of(TASKSET.toString(), "-c", Integer.toString(core)));
        placed.addAll(command);
        return placed;
    }

    /** For the page. */
    static String inWords() {
        return areApart()
                ? "server on core " + SERVER + ", load on core " + LOAD
                : "server and load share the cores: there is one only, or no taskset";
    }
}
