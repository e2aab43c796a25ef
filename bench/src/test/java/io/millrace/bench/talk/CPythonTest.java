package io.millrace.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The child process: what it measures, and what is said when it is not there, fails, hangs or babbles. */
@Timeout(60)
class CPythonTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static void expect(String words, Duration patience, String... command) {
        CPython python = new CPython(List.of(command), patience);
        assertThatExceptionOfType(MeasuringFailed.class)
                .isThrownBy(() -> python.measure("pieces", Map.of("length", List.of(16)), Tiny.EFFORT))
                .withMessageContaining(words);
        assertThat(python.version()).isEmpty();
    }

    /** A program that is given what python3 would be given, and does something else. */
    private String[] shell(String does) throws IOException {
        Path script = Files.writeString(directory.resolve("python3"), does);
        return new String[] {"/bin/sh", script.toString()};
    }

    @Test
    void itMayBeAbsent() {
        expect("not installed", PATIENCE, directory.resolve("nothing").toString());
    }

    @Test
    void itMayFailAndSayWhy() throws IOException {
        expect("python3 failed: no module", PATIENCE, shell("echo first >&2; echo no module >&2; exit 1"));
        expect("it said nothing", PATIENCE, shell("exit 3"));
    }

    @Test
    void itMayHangAndIsEnded() throws IOException {
        Path sign = directory.resolve("pid");
        expect("not done after 1 s", Duration.ofSeconds(1), shell("echo $$ > " + sign + "; while :; do :; done"));
        long pid = Long.parseLong(Files.readString(sign).trim());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void itMayBabble() throws IOException {
        expect("something else than figures", PATIENCE, shell("echo '<html>'"));
        expect("no times", PATIENCE, shell("echo '{\"measured\": [{\"way\": \"slice\"}]}'"));
    }

    @ParameterizedTest
    @CsvSource({"concatenation, chunks, 2", "pieces, length, 2", "writing, blockBytes, 2"})
    void itMeasuresEachWay(String chart, String parameter, int ways) throws Exception {
        assumeThat(isInstalled()).isTrue();
        CPython python = new CPython(List.of("python3"), PATIENCE);
        List<Measured> measured = python.measure(chart, Map.of(parameter, List.of(1000, 2000)), Tiny.EFFORT);
        assertThat(measured).hasSize(2 * ways);
        assertThat(measured).allSatisfy(each -> assertThat(each.nanos().low()).isPositive());
        assertThat(python.version()).startsWith("3.");
    }

    @Test
    void itCountsWhatItCopies() throws Exception {
        assumeThat(isInstalled()).isTrue();
        int block = 16 << 20; // more than a connection takes at once
        List<Measured> measured = new CPython(List.of("python3"), PATIENCE)
                .measure("writing", Map.of("blockBytes", List.of(block)), Tiny.EFFORT);
        assertThat(measured)
                .filteredOn(each -> each.source().endsWith("copying"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.counted().get("copiedBytes")).isPositive();
                });
        assertThat(measured)
                .filteredOn(each -> each.source().endsWith("referring"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.counted().get("copiedBytes")).isZero();
                });
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
