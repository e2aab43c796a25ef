package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Engine;
import io.millrace.EventLoop;
import io.millrace.FrameFault;
import io.millrace.Framing;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The framers in C++ beside their Java twins, on the same input: the same frames and the same fault, at every split point. */
class FramingTwinsTest {
    private EventLoop inCpp;
    private EventLoop inJava;

    @BeforeEach
    void open() {
        inCpp = EventLoop.open(Engine.NATIVE);
        inJava = EventLoop.open(Engine.NIO);
        inCpp.start();
        inJava.start();
    }

    @AfterEach
    void close() {
        inCpp.close();
        inJava.close();
        RunningLoop.assertNothingIsLeft();
    }

    static List<Framing> framings() {
        return List.of(
                Framing.crlfLines(12),
                Framing.crlfLines(12).strict(),
                Framing.delimiter("aab", 12).refusingEmpty(),
                Framing.lines(12),
                Framing.lines(12).refusingEmpty(),
                Framing.int8(12),
                Framing.int16(12).adjustedBy(-2),
                Framing.prefix(3, 12).littleEndian().refusingEmpty(),
                Framing.int32(12).littleEndian().adjustedBy(3),
                Framing.prefix(8, 12),
                Framing.varint(12),
                Framing.netstring(12),
                Framing.netstring(12).refusingEmpty(),
                Framing.fixed(3));
    }

    /** Frames and faults, as they come; the end of the input last. */
    private static final class Transcript extends Heard {
        private final CompletableFuture<List<String>> whole = new CompletableFuture<>();
        private final List<String> lines = new ArrayList<>();

        Transcript(Framing framing) {
            super(framing);
        }

        @Override
        public void connectionMade() {
            transport().halfClose(true);
        }

        @Override
        public void frameReceived(Slice frame) {
            lines.add("frame " + new String(frame.toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        @Override
        public void lengthLimitExceeded(FrameFault fault) {
            frameMalformed(fault);
        }

        @Override
        public void frameMalformed(FrameFault fault) {
            lines.add(fault.toString());
            whole.complete(lines);
            transport().abort();
        }

        @Override
        public void peerFinished() {
            whole.complete(lines);
            transport().abort();
        }
    }

    private static List<String> transcript(EventLoop loop, Framing framing, byte[] input, int cut) throws Exception {
        Transcript transcript = new Transcript(framing);
        int port =
                Endpoint.tcp("127.0.0.1", 0).listen(loop, address -> transcript).port();
        try (Peer peer = Peer.connect(port)) {
            peer.socket().getOutputStream().write(input, 0, cut);
            RunningLoop.get(CompletableFuture.runAsync(() -> {}, loop)); // a turn between the two
            peer.socket().getOutputStream().write(input, cut, input.length - cut);
            peer.finish();
            return RunningLoop.get(transcript.whole);
        } catch (java.net.SocketException reset) {
            return RunningLoop.get(transcript.whole); // it was refused before all was sent
        }
    }

    private static byte[] input(Random random) {
        String letters = "aab0129:,\r\n\0\1\2\3\u0080\u0081";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int length = random.nextInt(14);
            String frame = "x".repeat(length);
            String[] heads = {
                length + ":" + frame + ",",
                frame + "\r\n",
                frame + "aab",
                (char) length + frame,
                "\0\0\0" + (char) length + frame,
                (char) length + "\0\0" + frame,
                "\0" + (char) (length + 2) + frame
            };
            text.insert(0, heads[random.nextInt(heads.length)]);
        }
        return Frame.bytes(text.toString());
    }

    @ParameterizedTest
    @MethodSource("framings")
    void findTheSame(Framing framing) throws Exception {
        for (int seed = 1; seed <= 6; seed++) {
            byte[] input = input(new Random(seed));
            List<String> expected = transcript(inJava, framing, input, 0);
            for (int cut = 0; cut <= input.length; cut++) {
                assertThat(transcript(inCpp, framing, input, cut))
                        .as("in C++, seed %d cut at %d", seed, cut)
                        .isEqualTo(expected);
                assertThat(transcript(inJava, framing, input, cut))
                        .as("in Java, seed %d cut at %d", seed, cut)
                        .isEqualTo(expected);
            }
        }
    }
}
