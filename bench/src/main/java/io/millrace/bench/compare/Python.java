package io.millrace.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The interpreter that has a module: what a distribution installs is for its own, whichever is first on the PATH. */
final class Python {
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");
    private static final long PATIENCE_SECONDS = 10;

    private Python() {}

    /** The first that has it; where none has, the first, which then says so. */
    static String with(String module) {
        return INTERPRETERS.stream()
                .filter(each -> has(each, module))
                .findFirst()
                .orElse(INTERPRETERS.get(0));
    }

    private static boolean has(String interpreter, String module) {
        try {
            Process process = new ProcessBuilder(interpreter, "-I", "-c", "import " + module)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
