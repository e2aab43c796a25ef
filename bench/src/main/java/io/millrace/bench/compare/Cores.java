package io.millrace.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the server on one core and the load on another, where there are two and {@code taskset}. */
final class Cores {
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
}
