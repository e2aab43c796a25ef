package io.millrace.bench.compare;

import io.millrace.bench.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A server to be measured: what it is called, and what starts it. It prints {@code listening on HOST:PORT} once it accepts.
 */
record Contestant(String name, List<String> command) {
    /** What the system calls alone cost: {@code bench/native/echo_control.c}. */
    static Contestant echoControl() throws IOException {
        return new Contestant("C epoll", List.of(Program.unpack("echo_control").toString(), "0"));
    }

    /** {@code millrace echo} from this jar, in a JVM of its own. */
    static Contestant echoMillrace() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Contestant(
                "Millrace",
                List.of(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.millrace.bench.Main",
                        "echo",
                        "--port",
                        "0"));
    }
}
