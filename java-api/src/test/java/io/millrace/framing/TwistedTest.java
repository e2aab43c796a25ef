package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.Endpoint;
import io.millrace.FrameProtocol;
import io.millrace.Framing;
import io.millrace.bytes.Slice;
import io.millrace.testing.RunningLoop;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twisted's own receivers on the other side, both ways: random messages, cut into random pieces. */
class TwistedTest {
    private static final Path SCRIPT = Path.of("src/test/resources/twisted_frames.py");
    private static final int MESSAGES = 300;

    private static String python;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    enum Receiver {
        LINE(Framing.crlfLines(16384)),
        NETSTRING(Framing.netstring(99_999)),
        INT32(Framing.int32(99_999)),
        INT16(Framing.int16(65_535)),
        INT8(Framing.int8(255));

        private final Framing framing;

        Receiver(Framing framing) {
            this.framing = framing;
        }

        String twisted() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        byte[] message(Random random) {
            int longest = this == INT8 ? 255 : 16_000;
            byte[] bytes = new byte[Math.min(longest, (1 << random.nextInt(15)) - 1)];
            random.nextBytes(bytes);
            for (int i = 0; this == LINE && i < bytes.length; i++) {
                bytes[i] |= 0x10; // neither CR nor LF
            }
            return bytes;
        }
    }

    private static Process python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @BeforeAll
    static void isInstalled() throws Exception {
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            python = candidate;
            if (hasTwisted()) {
                return;
            }
        }
        assumeTrue(false, "python3-twisted is not installed");
    }

    private static boolean hasTwisted() throws InterruptedException {
        try {
            String look = "import importlib.util as u, sys; sys.exit(u.find_spec('twisted') is None)";
            return python("-c", look).waitFor() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    private static final class Echo extends FrameProtocol {
        Echo(Framing framing) {
            super(framing);
        }

        @Override
        public void frameReceived(Slice frame) {
            sendFrame(frame);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsClientHearsItsMessagesBack(Receiver receiver) throws Exception {
        int port = running.listen(address -> new Echo(receiver.framing));
        for (int seed = 1; seed <= 2; seed++) {
            Process client = python(
                    SCRIPT.toString(),
                    "client",
                    receiver.twisted(),
                    Integer.toString(port),
                    Integer.toString(seed),
                    Integer.toString(MESSAGES));
            try {
                assertThat(client.waitFor(90, TimeUnit.SECONDS)).isTrue();
                assertThat(client.exitValue()).as("seed %d", seed).isZero();
            } finally {
                client.destroyForcibly();
            }
        }
    }

    /** Frames its messages as any sender of Millrace does, and sends the bytes in pieces. */
    private static final class Sender extends FrameProtocol {
        private final List<byte[]> messages;
        private final Random random;
        private final CompletableFuture<Integer> heard = new CompletableFuture<>();
        private byte[] left;
        private int count;

        Sender(Receiver receiver, long seed) {
            super(receiver.framing);
            random = new Random(seed);
            messages = random.ints(MESSAGES)
                    .mapToObj(ignored -> receiver.message(random))
                    .toList();
            left = encoded(receiver);
        }

        private byte[] encoded(Receiver receiver) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (byte[] message : messages) {
                int length = message.length;
                switch (receiver) {
                    case NETSTRING -> bytes.writeBytes((length + ":").getBytes(StandardCharsets.US_ASCII));
                    case INT32 -> bytes.writeBytes(Frame.bytes(Frame.octets(0, length >> 16, length >> 8, length)));
                    case INT16 -> bytes.writeBytes(Frame.bytes(Frame.octets(length >> 8, length)));
                    case INT8 -> bytes.write(length);
                    default -> {}
                }
                bytes.writeBytes(message);
                switch (receiver) {
                    case LINE -> bytes.writeBytes(Frame.bytes("\r\n"));
                    case NETSTRING -> bytes.write(',');
                    default -> {}
                }
            }
            return bytes.toByteArray();
        }

        @Override
        public void connectionMade() {
            sendSome();
        }

        private void sendSome() {
            int length = Math.min(left.length, 1 << random.nextInt(17));
            transport().write(left, 0, length);
            left = Arrays.copyOfRange(left, length, left.length);
            if (left.length > 0) {
                transport().loop().execute(this::sendSome);
            }
        }

        @Override
        public void frameReceived(Slice frame) {
            if (!Arrays.equals(frame.toByteArray(), messages.get(count))) {
                heard.completeExceptionally(new AssertionError("message " + count + " is another"));
                transport().abort();
            }
            count++;
            if (count == messages.size()) {
                heard.complete(count);
                transport().close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsServerSendsOurMessagesBack(Receiver receiver) throws Exception {
        Process server = python(SCRIPT.toString(), "server", receiver.twisted());
        try (BufferedReader output = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            int port = Integer.parseInt(output.readLine());
            for (int seed = 1; seed <= 2; seed++) {
                Sender sender = new Sender(receiver, seed);
                Endpoint.tcp("127.0.0.1", port).connect(running.loop(), address -> sender);
                assertThat(RunningLoop.get(sender.heard)).isEqualTo(MESSAGES);
            }
        } finally {
            server.destroyForcibly();
        }
    }
}
