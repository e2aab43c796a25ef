package io.millrace.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.DataLoop;
import io.millrace.FrameProtocol;
import io.millrace.Frames;
import io.millrace.Framing;
import io.millrace.LoopCounters;
import io.millrace.Protocol;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch of frames: how it is walked, and what becomes of the rest when something is asked between two frames. */
class FramesTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** A framing, three frames in it ("one", "", "three"), and where the first starts and ends, and the second one's whole. */
    record Shape(Framing framing, String input, int start, int end, String whole) {}

    static List<Shape> shapes() {
        return List.of(
                new Shape(Framing.crlfLines(9), "one\r\n\r\nthree\r\n", 0, 3, "\r\n"),
                new Shape(Framing.lines(9), "one\r\n\nthree\n", 0, 3, "\n"),
                new Shape(Framing.lines(9), "one\n\r\nthree\r\n", 0, 3, "\r\n"),
                new Shape(Framing.int8(9), "\3one\0\5three", 1, 4, "\0"),
                new Shape(Framing.int32(9).littleEndian(), "\3\0\0\0one\0\0\0\0\5\0\0\0three", 4, 7, "\0\0\0\0"),
                new Shape(Framing.int16(9).adjustedBy(-2), "\0\5one\0\2\0\7three", 2, 5, "\0\2"),
                new Shape(Framing.varint(9), "\3one\0" + Frame.octets(0x85, 0) + "three", 1, 4, "\0"),
                new Shape(Framing.netstring(9), "3:one,0:,5:three,", 2, 5, "0:,"));
    }

    private static String text(Slice bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void areWalkedWithoutAnObjectForEach(Shape shape) throws Exception {
        CompletableFuture<Frames> kept = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new FrameProtocol(shape.framing()) {
            @Override
            public void framesReceived(Frames frames) {
                assertThat(frames.count()).isEqualTo(3);
                assertThatThrownBy(frames::frame).isInstanceOf(IllegalStateException.class);
                assertThat(frames.next()).isTrue();
                assertThat(frames.start()).isEqualTo(shape.start());
                assertThat(frames.end()).isEqualTo(shape.end());
                assertThat(text(frames.frame())).isEqualTo("one");
                assertThat(frames.next()).isTrue();
                assertThat(frames.length()).isZero();
                assertThat(text(frames.whole())).isEqualTo(shape.whole());
                assertThat(frames.left()).isEqualTo(1);
                assertThat(frames.next()).isTrue();
                assertThat(text(frames.frame())).isEqualTo("three");
                assertThat(shape.input()).endsWith(text(frames.whole()));
                assertThat(frames.next()).isFalse();
                assertThat(text(frames.bytes())).isEqualTo(shape.input());
                kept.complete(frames);
            }
        });
        peer.send(Frame.bytes(shape.input()));
        Frames over = RunningLoop.get(kept);
        assertThatThrownBy(() -> running.run(over::next)).hasRootCauseInstanceOf(IllegalStateException.class);
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(
                                () -> running.on(() -> over.bytes().byteAt(0)))
                        .hasRootCauseInstanceOf(IllegalStateException.class));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void goBackAsTheyCame(Shape shape) throws Exception {
        Peer whole = running.peerOf(address -> new FrameProtocol(shape.framing()) {
            @Override
            public void framesReceived(Frames frames) {
                frames.next();
                transport().write(frames.whole());
                transport().write(frames.rest());
                assertThat(frames.next()).isFalse();
            }
        });
        whole.send(Frame.bytes(shape.input()));
        assertThat(whole.read(shape.input().length())).isEqualTo(Frame.bytes(shape.input()));
        assertThat(running.on(() -> running.loop().counters().bytesCopiedOutput()))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aPauseHoldsFromTheNextFrameOn(Shape shape) throws Exception {
        Heard heard = new Heard(shape.framing()) {
            @Override
            public void frameReceived(Slice frame) {
                super.frameReceived(frame);
                transport().pauseReading();
            }
        };
        Peer peer = running.peerOf(address -> heard);
        peer.send(Frame.bytes(shape.input()));
        for (int i = 1; i <= 3; i++) {
            int expected = i;
            await().atMost(RunningLoop.PATIENCE).until(() -> heard.frames.size() == expected);
            for (int turn = 0; turn < 5; turn++) {
                running.run(() -> {});
            }
            assertThat(heard.frames).hasSize(expected);
            heard.transport().resumeReading();
        }
        assertThat(heard.frames).containsExactly("one", "", "three");
    }

    @Test
    void onePauseForEachFrameStaysLinear() throws Exception {
        int count = 3000;
        Heard heard = new Heard(Framing.lines(9)) {
            @Override
            public void frameReceived(Slice frame) {
                frames.add("");
                transport().pauseReading();
                transport().loop().execute(transport()::resumeReading);
            }
        };
        Peer peer = running.peerOf(address -> heard);
        peer.send("0123456\n".repeat(count));
        await().atMost(RunningLoop.PATIENCE).until(() -> heard.frames.size() == count);
        LoopCounters counters = running.on(() -> running.loop().counters());
        assertThat(counters.bytesScanned()).isLessThan(8L * count * 8);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anotherFramingHoldsFromTheNextFrameOn(Shape shape) throws Exception {
        StringBuilder raw = new StringBuilder();
        Peer peer = running.peerOf(address -> new FrameProtocol(shape.framing()) {
            @Override
            public void frameReceived(Slice frame) {
                assertThat(text(frame)).isEqualTo("one");
                setRawMode();
            }

            @Override
            public void dataReceived(Slice data) {
                raw.append(text(data));
                transport().write(data);
            }
        });
        String rest = shape.input().substring(shape.input().indexOf(shape.whole(), shape.end()));
        if (shape.framing().equals(Framing.crlfLines(9)) || shape.framing().equals(Framing.lines(9))) {
            rest = shape.input().substring(shape.input().indexOf('\n') + 1);
        } else if (shape.framing().equals(Framing.netstring(9))) {
            rest = "0:,5:three,";
        }
        peer.send(Frame.bytes(shape.input()));
        assertThat(peer.read(rest.length())).isEqualTo(Frame.bytes(rest));
        assertThat(running.on(raw::toString)).isEqualTo(rest);
    }

    @Test
    void aFrameGoesBackInTheFramingThatWasSetMeanwhile() throws Exception {
        Peer peer = running.peerOf(address -> new FrameProtocol(Framing.lines(9)) {
            @Override
            public void frameReceived(Slice frame) {
                setFraming(Framing.netstring(9));
                sendFrame(frame);
            }
        });
        peer.send("abc\n2:de,");
        assertThat(peer.readText(11)).isEqualTo("3:abc,2:de,");
    }

    @Test
    void whatIsLeftOverOfRawBytesIsFramedAgain() throws Exception {
        Heard heard = new Heard(Framing.lines(20)) {
            @Override
            public void frameReceived(Slice frame) {
                super.frameReceived(frame);
                if (frame.contentEquals("raw")) {
                    setRawMode();
                }
            }

            @Override
            public void dataReceived(Slice data) {
                int end = data.find((byte) '!');
                frames.add(text(data.slice(0, end)));
                setFraming(Framing.netstring(9), data.slice(end + 1));
            }
        };
        Peer peer = running.peerOf(address -> heard);
        peer.send("line\nraw\nbytes!3:abc,1:");
        await().atMost(RunningLoop.PATIENCE).until(() -> heard.frames.size() == 4);
        peer.send("x,");
        await().atMost(RunningLoop.PATIENCE).until(() -> heard.frames.size() == 5);
        assertThat(heard.frames).containsExactly("line", "raw", "bytes", "abc", "x");
        assertThat(peer.readText(17)).isEqualTo("line\nraw\n3:abc,1:");
    }

    @Test
    void bytesOfTheProtocolsOwnCanBePutBackToo() throws Exception {
        Heard heard = new Heard(Framing.lines(20)) {
            @Override
            public void connectionMade() {
                setFraming(Framing.lines(20), Slice.of("from nowhere\nand "));
            }
        };
        Peer peer = running.peerOf(address -> heard);
        peer.send("on\n");
        await().atMost(RunningLoop.PATIENCE).until(() -> heard.frames.size() == 2);
        assertThat(heard.frames).containsExactly("from nowhere", "and on");
    }

    @Test
    void aBatchIsHandedOverBehindThePresentFrame() throws Exception {
        DataLoop dataLoop = running.dataLoop();
        Feed feed = running.on(() -> running.loop().openFeed(dataLoop, Feed.Options.DEFAULTS));
        Peer listener = running.peerOf(address -> new Protocol() {
            @Override
            public void connectionMade() {
                transport().handOver(Role.subscriber(feed, Body.untilClose()));
            }
        });
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
        Peer source = running.peerOf(address -> new FrameProtocol(Framing.crlfLines(99)) {
            @Override
            public void frameReceived(Slice frame) {
                if (frame.contentEquals("go")) {
                    transport().handOver(Role.source(feed, Body.untilClose()));
                }
            }
        });
        source.send("head\r\ngo\r\nall\r\nthat\r\nfollows").finish();
        assertThat(listener.readText(18)).isEqualTo("all\r\nthat\r\nfollows");
    }

    @Test
    void aRegionTakesWhatIsBehindThePresentFrame() throws Exception {
        Pool pool = new Pool(1 << 16);
        List<String> filled = new CopyOnWriteArrayList<>();
        Peer peer = running.peerOf(address -> new FrameProtocol(Framing.lines(99)) {
            @Override
            public void frameReceived(Slice frame) {
                transport().receiveInto(pool.take(100));
            }

            @Override
            public void receivedInto(Region region, int count) {
                filled.add(text(region.toSlice()));
            }
        });
        peer.send("go\nthe\nrest");
        await().atMost(RunningLoop.PATIENCE).until(() -> filled.contains("the\nrest"));
    }

    @Test
    void aFrameThatCannotBeSentIsRefusedAtTheSender() throws Exception {
        CompletableFuture<Heard> made = new CompletableFuture<>();
        running.peerOf(address -> {
            Heard heard = new Heard(Framing.crlfLines(5));
            made.complete(heard);
            return heard;
        });
        Heard heard = RunningLoop.get(made);
        running.run(() -> {
            assertThatThrownBy(() -> heard.sendFrame("123456")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> heard.sendFrame("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
            heard.setFraming(Framing.int8(1000));
            assertThatThrownBy(() -> heard.sendFrame("x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
            heard.setFraming(Framing.int16(10).adjustedBy(3));
            assertThatThrownBy(() -> heard.sendFrame("ab")).isInstanceOf(IllegalArgumentException.class);
            heard.setFraming(Framing.fixed(3));
            assertThatThrownBy(() -> heard.sendFrame("ab")).isInstanceOf(IllegalArgumentException.class);
        });
        assertThatThrownBy(heard::setRawMode).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(heard::nextFrame).isInstanceOf(IllegalStateException.class);
    }
}
