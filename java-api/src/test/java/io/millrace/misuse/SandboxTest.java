package io.millrace.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sandbox refuses a system call that loops need: it is told when one is opened, and nothing is left. */
class SandboxTest {
    /**
     * Refuses one system call to the program that it becomes, with EPERM: a filter of seccomp, whose four instructions load the
     * call's number, compare it, refuse or allow.
     */
    private static final String SANDBOX = """
            my $call = shift @ARGV;
            my $filter = pack("SCCL" x 4, 0x20, 0, 0, 0, 0x15, 0, 1, $call, 6, 0, 0, 0x50001, 6, 0, 0, 0x7fff0000);
            my $program = pack("S x6 P", 4, $filter);
            syscall(157, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!";
            syscall(157, 22, 2, $program, 0, 0) == 0 or die "seccomp: $!";
            exec(@ARGV) or die;
            """;

    @ParameterizedTest
    @CsvSource({"epoll_create1, 291", "eventfd2, 290"})
    void refusesWhatALoopIsMadeOf(String name, int number) throws Exception {
        assumeTrue("amd64".equals(System.getProperty("os.arch")), "the numbers of the calls are those of amd64");
        Process process = new ProcessBuilder(
                        "perl",
                        "-e",
                        SANDBOX,
                        Integer.toString(number),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Refused.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(output).as(name).contains("open loop: ", "nothing is left").doesNotContain("opened");
        assertThat(process.exitValue()).as(output).isZero();
    }
}
