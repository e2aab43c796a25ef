package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line: what it offers, and what it says to a wrong option before anything is started. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("echo", "line", "hub", "pause", "talk", "compare", "doctor");
    }

    @Test
    void helpOfTheHubNamesItsLimits() {
        assertThat(run("hub", "--help")).isZero();
        assertThat(out.toString())
                .contains("--behind", "--stall", "--linger", "--history", "--max-head", "--max-headers")
                .contains("--head-timeout", "--max-listeners", "--no-clock", "PUT or POST /live/NAME");
    }

    @ParameterizedTest
    @CsvSource({
        "hub --port 70000, --port",
        "hub --port x, --port",
        "hub --behind 4x, 4x",
        "hub --behind 0, --behind",
        "hub --stall 0, --stall",
        "hub --linger -1, --linger",
        "hub --max-head 1, --max-head",
        "hub --loops 0, --loops",
        "line --max-line 0, --max-line",
        "line --loops 257, --loops",
        "echo --loops 0, --loops",
        "echo --engine uring, native and nio",
        "pause --every 60, --every",
        "pause --heap much, --heap",
        "talk --only dance, dance",
        "talk --quick --full, mutually exclusive",
        "dance, dance"
    })
    void aWrongOptionIsNamed(String arguments, String named) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(named);
    }

    @Test
    void aServerThatCannotStartSaysWhyInALine() {
        assertThat(run("echo", "--host", "192.0.2.1")).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).doesNotContain("at io.millrace");
    }

    @Test
    void theDoctorFindsBothEngines() {
        assertThat(run("doctor")).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("taken by itself: " + Engine.chosen().name().toLowerCase(Locale.ROOT) + ", ")
                .containsPattern("nio +a control loop and a data loop open")
                .containsPattern("native +a control loop and a data loop open")
                .contains("epoll", "cpu targets", "in use: ", "io_uring");
    }
}
