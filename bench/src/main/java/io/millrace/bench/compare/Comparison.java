package io.millrace.bench.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.report.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, and what is written as JSON and read again.
 *
 * @param environment on what and with what, by name, in the order to show
 * @param outcomes of the workloads
 */
record Comparison(Map<String, String> environment, List<Outcome> outcomes) {
    /**
     * Reads an earlier one.
     *
     * @throws IOException if there is no such file, or something else in it
     */
    static Comparison read(Path file) throws IOException {
        Comparison read = new ObjectMapper().readValue(file.toFile(), Comparison.class);
        if (read.environment == null || read.outcomes == null) {
            throw new IOException("it has no outcomes in it");
        }
        return read;
    }

    /** What it was measured on. */
    String machine() {
        return environment.getOrDefault(Environment.PROCESSOR, "an unknown machine");
    }
}
