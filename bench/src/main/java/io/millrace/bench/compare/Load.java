package io.millrace.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Puts messages on a server and waits until all are back: {@code bench/native/echo_load.c}. */
final class Load {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path program;

    Load() throws IOException {
        program = Program.unpack("echo_load");
    }

    /** How long it took, in nanoseconds; what came back was checked. */
    long run(int port, Shape shape) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Cores.on(
                        1,
                        List.of(
                                program.toString(),
                                "127.0.0.1",
                                Integer.toString(port),
                                Integer.toString(shape.connections()),
                                Integer.toString(shape.inFlight()),
                                Integer.toString(shape.messageBytes()),
                                Long.toString(shape.messages()))))
                .redirectErrorStream(true)
                .start();
        String said;
        try {
            // It ends by itself when nothing comes for 10 s, and says one line.
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(
                        "the load of " + shape + " was not through after " + LONGEST.toMinutes() + " min");
            }
            said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("the load of " + shape + " failed: " + said);
        }
        JsonNode answer = new ObjectMapper().readTree(said);
        if (answer.path("messages").asLong() != shape.messages()) {
            throw new IOException("the load of " + shape + " answered " + said);
        }
        return answer.path("nanos").asLong();
    }
}
