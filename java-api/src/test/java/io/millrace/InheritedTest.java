package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testing.Adopter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that a process was started with, as systemd passes them on. */
class InheritedTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("LISTEN_PID", "77", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "web:mail");

    /** Opens sockets in the places where {@link Adopter} looks for them, and becomes it. */
    private static final String STARTER = """
            import fcntl, os, socket, sys
            listening = socket.socket()
            listening.bind(('127.0.0.1', 0))
            listening.listen(16)
            one, other = socket.socketpair()
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind(('127.0.0.1', 0))
            given = [fcntl.fcntl(s, fcntl.F_DUPFD, 20) for s in (listening, one, datagrams, other)]
            for number, descriptor in enumerate(given, 3):
                os.dup2(descriptor, number, inheritable=True)
                os.set_inheritable(descriptor, False)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='3', LISTEN_FDNAMES='web:pair:datagrams')
            os.execv(sys.argv[1], sys.argv[1:])
            """;

    @ParameterizedTest
    @CsvSource({"systemd:index=0, 0", "systemd:index=1, 1", "systemd:name=web, 0", "systemd:name=mail, 1"})
    void areFoundByPlaceAndName(String text, int index) {
        assertThat(Inherited.indexOf(EndpointParser.parse(text), ENVIRONMENT, 77))
                .isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource({
        "systemd:index=2, 77, there is no such socket among 2",
        "systemd:name=ftp, 77, there is no such socket among 2",
        "systemd:index=0, 78, the sockets are for process 77",
    })
    void areMissedWithTheReason(String text, long pid, String why) {
        assertThatThrownBy(() -> Inherited.indexOf(EndpointParser.parse(text), ENVIRONMENT, pid))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(why);
    }

    @Test
    void areNoneWithoutSystemd() {
        Place place = EndpointParser.parse("systemd:index=0");
        assertThatThrownBy(() -> Inherited.indexOf(place, Map.of(), 77)).hasMessageContaining("no LISTEN_PID");
        assertThatThrownBy(() -> Inherited.indexOf(place, Map.of("LISTEN_PID", "77"), 77))
                .hasMessageContaining("among 0");
        assertThatThrownBy(() -> Inherited.indexOf(place, Map.of("LISTEN_PID", "77", "LISTEN_FDS", "x"), 77))
                .hasMessageContaining("LISTEN_FDS is 'x'");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void areUsedByAProgramThatIsGivenThem() throws IOException, InterruptedException {
        assumeTrue(isInstalled("python3"), "python3, which opens the sockets, is not installed");
        Process process = new ProcessBuilder(
                        "python3",
                        "-c",
                        STARTER,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xcheck:jni",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Adopter.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .contains("listener: hello", "pair: hello from ", "datagrams: hello", "that is all")
                .contains("again: IllegalStateException: systemd:name=web: that socket is in use already")
                .contains("taken: MillraceException: adopt descriptor 3: ")
                .contains("none: MillraceException: adopt descriptor 1000: ")
                .contains("standard output: MillraceException: adopt descriptor 1: ")
                .contains("unnamed: IllegalStateException: systemd:name=mail: there is no such socket among 3");
        assertThat(process.exitValue()).isZero();
    }
}
