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
import org.junit.jupiter.params.provider.EnumSource;

/** The child processes: what they measure, and what is said when one is not there, fails, hangs or babbles. */
@Timeout(60)
class GuestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static void expect(String words, Duration patience, Invitation invitation) {
        Guests guests = new Guests(Map.of(Guest.CPYTHON, invitation), patience);
        Order order = new Order("pieces", Map.of("length", List.of(16)), Tiny.EFFORT);
        assertThatExceptionOfType(MeasuringFailed.class)
                .isThrownBy(() -> guests.measure(Guest.CPYTHON, order))
                .withMessageContaining(words);
        assertThat(guests.version(Guest.CPYTHON)).isEmpty();
    }

    /** A program that is given what python3 would be given, and does something else. */
    private Invitation shell(String does) throws IOException {
        Path script = Files.writeString(directory.resolve("python3"), does);
        return Invitation.ofScript(List.of("/bin/sh", script.toString()), Guest.CPYTHON);
    }

    private static List<Measured> measured(Guest guest, String chart, String parameter, Integer... values)
            throws Exception {
        Guests guests = Guests.usual(PATIENCE);
        List<Measured> measured =
                guests.measure(guest, new Order(chart, Map.of(parameter, List.of(values)), Tiny.EFFORT));
        assertThat(guests.version(guest)).matches("\\d+\\.\\d+.*");
        assertThat(measured).allSatisfy(each -> {
            assertThat(each.nanos().low()).isPositive();
            assertThat(each.source()).startsWith(guest.program() + " " + chart + ".");
        });
        return measured;
    }

    @Test
    void itMayBeAbsent() {
        List<String> nothing = List.of(directory.resolve("nothing").toString());
        expect("not installed", PATIENCE, Invitation.ofScript(nothing, Guest.CPYTHON));
        expect("python3-twisted", PATIENCE, Invitation.ofScriptWith("twisted", nothing, Guest.TWISTED));
    }

    @Test
    void itMayFailAndSayWhy() throws IOException {
        expect("it failed: no module", PATIENCE, shell("echo first >&2; echo no module >&2; exit 1"));
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

    @Test
    void aModuleIsLookedForInEachInterpreter() throws Exception {
        assumeThat(Child.succeeds(List.of("python3", "--version"))).isTrue();
        String without = directory.resolve("nothing").toString();
        Order order = new Order("pieces", Map.of("length", List.of(16)), Tiny.EFFORT);
        Invitation found = Invitation.ofScriptWith("json", List.of(without, "python3"), Guest.CPYTHON);
        assertThat(found.words(order)).startsWith("python3", "-I", "-c");
        expect("python3-no_such", PATIENCE, Invitation.ofScriptWith("no_such", List.of("python3"), Guest.CPYTHON));
    }

    @ParameterizedTest
    @CsvSource({"concatenation, chunks, 2", "pieces, length, 2", "writing, blockBytes, 2"})
    void cpythonMeasuresEachWay(String chart, String parameter, int ways) throws Exception {
        assumeThat(Child.succeeds(List.of("python3", "--version"))).isTrue();
        assertThat(measured(Guest.CPYTHON, chart, parameter, 1000, 2000)).hasSize(2 * ways);
    }

    @ParameterizedTest
    @EnumSource(names = {"TWISTED", "GLIB"})
    void timersAreMeasuredWhereTheyAreInstalled(Guest guest) throws Exception {
        List<Measured> measured;
        try {
            measured = measured(guest, "timers", "pending", 1, 20, 10);
        } catch (MeasuringFailed absent) {
            assertThat(absent).hasMessageContaining("not installed here");
            return;
        }
        assertThat(measured)
                .extracting(each -> each.source().replaceFirst(".*\\.", "") + " "
                        + each.at().get("pending"))
                .containsExactly("turn 1", "cancel 1", "turn 20", "cancel 20", "turn 10", "cancel 10");
    }

    @Test
    void itCountsWhatItCopies() throws Exception {
        assumeThat(Child.succeeds(List.of("python3", "--version"))).isTrue();
        int block = 16 << 20; // more than a connection takes at once
        List<Measured> measured = measured(Guest.CPYTHON, "writing", "blockBytes", block);
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
}
