package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.testing.NativeBuild;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Protocols of users' own in C++, built outside the tree as a user would: the worked example, and some that do wrong. */
class NativeProtocolTest {
    private static final int QUOTA = 1; // the example's messages
    private static final int WRONG = 2;
    private static final int DONE = 3;

    @TempDir
    static Path folder;

    private static NativeProtocol checksum;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @BeforeAll
    static void buildTheExample() throws Exception {
        Path library = NativeBuild.project(
                Path.of("../native/examples/checksum"), folder.resolve("checksum"), "libchecksum.so");
        checksum = NativeProtocol.load(library);
    }

    @Test
    void theExampleHasLessThanAHundredLines() throws Exception {
        try (var lines = Files.lines(Path.of("../native/examples/checksum/checksum.cpp"))) {
            assertThat(lines.count()).isLessThan(100);
        }
    }

    private static final class Checked extends FusedProtocol {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private final CompletableFuture<Checked> made = new CompletableFuture<>();
        private final List<MillraceException> refusals = new CopyOnWriteArrayList<>();

        Checked(NativeProtocol fused, Framing framing) {
            super(fused, framing);
        }

        @Override
        public void connectionMade() {
            made.complete(this);
        }

        @Override
        public void messageReceived(int kind, long number, Slice bytes) {
            messages.add(kind + " " + number + " " + bytes.toString(StandardCharsets.US_ASCII));
        }

        @Override
        public void dataReceived(Slice data) {
            messages.add("java: " + data.toString(StandardCharsets.US_ASCII));
            transport().write("taken over\n");
        }

        @Override
        public void refused(MillraceException why) {
            refusals.add(why);
        }

        @Override
        public void connectionLost(Ending how) {
            ending.complete(how);
        }
    }

    private static String line(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x %s\n", crc.getValue(), text);
    }

    @Test
    void theExampleChecksLinesAndTalksToJava() throws Exception {
        Checked checked = new Checked(checksum, Framing.lines(100));
        Peer peer = running.peerOf(address -> checked);
        String right = line("first") + line("") + line("x".repeat(91));
        peer.send(right);
        assertThat(peer.readText(right.length())).isEqualTo(right);
        peer.send("00000000 no\n");
        assertThat(peer.readText(6)).isEqualTo("wrong\n");
        running.run(() -> checked.sendMessage(QUOTA, 2));
        peer.send(line("one more") + line("and the last") + line("too many"));
        assertThat(peer.readAllText()).isEqualTo(line("one more") + line("and the last"));
        peer.close();
        assertThat(RunningLoop.get(checked.ending).reason()).isEqualTo(Reason.LOCAL_CLOSE);
        assertThat(checked.messages).containsExactly(WRONG + " 4 00000000 no", DONE + " 5 ");
    }

    @Test
    void aFrameThatIsTooLongEndsIt() throws Exception {
        Checked checked = new Checked(checksum, Framing.lines(10));
        running.peerOf(address -> checked).send("0123456789012345\n").finish();
        Ending ending = RunningLoop.get(checked.ending);
        assertThat(ending.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(ending.detail()).isZero();
    }

    @Test
    void javaTakesOverWhatIsUnread() throws Exception {
        Checked checked = new Checked(checksum, Framing.lines(100));
        Peer peer = running.peerOf(address -> checked);
        peer.send(line("for C++") + "unfinished");
        assertThat(peer.readText(line("for C++").length())).isEqualTo(line("for C++"));
        running.run(checked::takeOver);
        assertThat(peer.readText(11)).isEqualTo("taken over\n");
        assertThat(checked.messages).containsExactly("java: unfinished");
    }

    @Test
    void messagesOfAnyBytesAreHeard() throws Exception {
        Checked checked = new Checked(checksum, Framing.lines(100));
        running.peerOf(address -> checked);
        RunningLoop.get(checked.made);
        running.run(() -> {
            checked.sendMessage(9, -1, Slice.of("text"));
            checked.sendMessage(9, Long.MIN_VALUE, Slice.of(new byte[FusedProtocol.MESSAGE_BYTES_MAX]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> checked.sendMessage(9, 0, Slice.of(new byte[65_537])));
        });
        assertThatIllegalStateException().isThrownBy(() -> checked.sendMessage(1, 1));
        assertThatIllegalStateException().isThrownBy(checked::takeOver);
        assertThat(checked.refusals).isEmpty();
    }

    @Test
    void theOtherEngineRefusesIt() throws Exception {
        EventLoop nio = running.closing(EventLoop.open(Engine.NIO));
        nio.start();
        Checked checked = new Checked(checksum, Framing.lines(100));
        Peer peer = running.closing(Peer.connect(
                Endpoint.tcp("127.0.0.1", 0).listen(nio, address -> checked).port()));
        await().atMost(RunningLoop.PATIENCE).until(() -> !checked.refusals.isEmpty());
        assertThat(checked.refusals)
                .singleElement()
                .satisfies(why -> assertThat(why.code()).isEqualTo(-1095));
        peer.reset();
    }

    // ---- What is wrong with a library

    @ParameterizedTest
    @CsvSource({
        "ANSWERS_NULL, -4, answers null",
        "OTHER_VERSION, -4, version 99",
        "OTHER_SIZE, -4, 16 bytes",
        "NO_CLOSED, -4, no closed()"
    })
    void aLibraryThatBreaksTheContractIsNotLoaded(String fault, int code, String words) throws Exception {
        Path library = faulty(fault);
        assertThatExceptionOfType(MillraceException.class)
                .isThrownBy(() -> NativeProtocol.load(library))
                .withMessageContaining(words)
                .withMessageContaining(library.getFileName().toString())
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void whatIsNoProtocolIsNotLoaded() throws Exception {
        Path nowhere = folder.resolve("nowhere.so");
        assertThatExceptionOfType(MillraceException.class)
                .isThrownBy(() -> NativeProtocol.load(nowhere))
                .withMessageContaining(nowhere.toString())
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(MillraceException.STALE));
        Path text = Files.writeString(folder.resolve("text.so"), "this is no library");
        assertThatExceptionOfType(MillraceException.class)
                .isThrownBy(() -> NativeProtocol.load(text))
                .withMessageContaining("text.so");
        Path other = NativeBuild.file(
                Files.writeString(folder.resolve("other.cpp"), "int nothing;"), folder.resolve("other.so"));
        assertThatExceptionOfType(MillraceException.class)
                .isThrownBy(() -> NativeProtocol.load(other))
                .withMessageContaining("mr_protocol_entry");
        assertThatIllegalArgumentException().isThrownBy(() -> NativeProtocol.load(Path.of("x".repeat(5000))));
    }

    private enum Fault {
        NO_STATE(5, null),
        CONSUMES_TOO_MUCH(4, null),
        ANSWERS_BELOW_ZERO(77, null),
        BYTES_OUT_OF_RANGE(4, Framing.lines(10));

        private final long detail;
        private final Framing framing;

        Fault(long detail, Framing framing) {
            this.detail = detail;
            this.framing = framing;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatGoesWrongEndsItsOwnConnection(Fault fault) throws Exception {
        NativeProtocol wrong = NativeProtocol.load(faulty(fault.name()));
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        FusedProtocol protocol = fault.framing == null
                ? new FusedProtocol(wrong) {
                    @Override
                    public void connectionLost(Ending how) {
                        ending.complete(how);
                    }
                }
                : new FusedProtocol(wrong, fault.framing) {
                    @Override
                    public void connectionLost(Ending how) {
                        ending.complete(how);
                    }
                };
        Checked other = new Checked(checksum, Framing.lines(100));
        Peer honest = running.peerOf(address -> other);
        try {
            running.peerOf(address -> protocol).send("bytes\n");
        } catch (SocketException reset) {
            assertThat(fault).isEqualTo(Fault.NO_STATE); // it ends at once
        }
        assertThat(RunningLoop.get(ending).reason()).isEqualTo(Reason.NATIVE_FAULT);
        assertThat(RunningLoop.get(ending).detail()).isEqualTo(fault.detail);
        honest.send(line("honest"));
        assertThat(honest.readText(16)).isEqualTo(line("honest"));
    }

    private static Path faulty(String fault) throws Exception {
        String[] names = {
            "ANSWERS_NULL",
            "OTHER_VERSION",
            "OTHER_SIZE",
            "NO_CLOSED",
            "NO_STATE",
            "CONSUMES_TOO_MUCH",
            "ANSWERS_BELOW_ZERO",
            "BYTES_OUT_OF_RANGE"
        };
        String[] definitions = new String[names.length + 1];
        for (int i = 0; i < names.length; i++) {
            definitions[i] = names[i] + "=" + (i + 1);
        }
        definitions[names.length] = "FAULT=" + fault;
        return NativeBuild.file(
                Path.of("src/test/resources/fusion/faulty.cpp"), folder.resolve(fault + ".so"), definitions);
    }
}
