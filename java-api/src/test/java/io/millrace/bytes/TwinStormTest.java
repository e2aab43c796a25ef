package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jni.Codes;
import io.millrace.jni.Library;
import io.millrace.jni.Native;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of every target that can run here, their Java twins and a plain oracle agree: each target in a JVM of its own. */
class TwinStormTest {
    /** Of each target; {@code -Dmillrace.twins.cases=10000000} for a night. */
    private static final String CASES = System.getProperty("millrace.twins.cases", "30000");

    private static final long PATIENCE_SECONDS = 120;

    /** By the codes of the targets. */
    private static final List<String> NAMES = List.of("scalar", "sse2", "avx2", "avx512", "neon");

    static Stream<String> targets() throws Exception {
        Library.load();
        List<String> names = new ArrayList<>();
        for (int target = Codes.TARGET_SCALAR; target <= Codes.TARGET_NEON; target++) {
            if ((Native.targets() >>> target & 1) != 0) {
                names.add(NAMES.get(target));
            }
        }
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void agree(String target) throws IOException, InterruptedException {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        long seed = NAMES.indexOf(target) * 1_000_000_000L;
        ProcessBuilder storm = new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                TwinStorm.class.getName(),
                CASES,
                Long.toString(seed));
        storm.environment().put("MILLRACE_TARGET", target);
        Process process = storm.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        assertThat(said.strip()).isEqualTo("agreed " + NAMES.indexOf(target));
    }
}
