package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.NativeBuild;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a connection with a protocol in C++ goes: on in another framing, to another loop, to a feed and back. */
class FusedConnectionTest extends TwoLoops {
    private static final int SAY = 1; // the courier's messages
    private static final int LINE = 2;
    private static final int FEED = 5;
    private static final int TIME = 6;
    private static final int MOVED = 7;

    @TempDir
    static Path folder;

    private static NativeProtocol courier;

    @BeforeAll
    static void buildTheCourier() throws Exception {
        Path source = Path.of("src/test/resources/fusion/courier");
        courier = NativeProtocol.load(NativeBuild.project(source, folder.resolve("courier"), "libcourier.so"));
    }

    private record Told(int kind, long number, String text, EventLoop where) {}

    private static class Fused extends FusedProtocol {
        final CompletableFuture<Fused> made = new CompletableFuture<>();
        final CompletableFuture<Ending> ending = new CompletableFuture<>();
        final CompletableFuture<StreamResult> back = new CompletableFuture<>();
        final List<Told> told = new CopyOnWriteArrayList<>();
        Function<Long, Role> feed; // the role for so many bytes

        Fused(NativeProtocol fused) {
            super(fused);
        }

        Fused(NativeProtocol fused, Framing framing) {
            super(fused, framing);
        }

        @Override
        public void connectionMade() {
            made.complete(this);
        }

        @Override
        public void messageReceived(int kind, long number, Slice bytes) {
            assertThat(transport().loop().inLoop()).isTrue();
            told.add(new Told(
                    kind,
                    number,
                    bytes.toString(StandardCharsets.US_ASCII),
                    transport().loop()));
            if (kind == FEED) {
                transport().handOver(feed.apply(number));
            }
        }

        @Override
        public void dataReceived(Slice data) {
            told.add(new Told(
                    0, 0, data.toString(StandardCharsets.US_ASCII), transport().loop()));
        }

        @Override
        public void returned(StreamResult result) {
            assertThat(transport().loop().inLoop()).isTrue();
            back.complete(result);
        }

        @Override
        public void connectionLost(Ending how) {
            ending.complete(how);
        }

        List<String> texts() {
            return told.stream().map(Told::text).toList();
        }

        Told await(int kind) {
            org.awaitility.Awaitility.await()
                    .atMost(RunningLoop.PATIENCE)
                    .until(() -> told.stream().anyMatch(one -> one.kind == kind));
            return told.stream().filter(one -> one.kind == kind).findFirst().orElseThrow();
        }
    }

    private Peer peerOf(Fused fused) {
        Peer peer = running.peerOf(address -> fused);
        RunningLoop.get(fused.made);
        return peer;
    }

    private Feed openFeed() {
        return running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
    }

    // ---- Framing

    @Test
    void itFramesWhatComesAsItLikes() throws Exception {
        String input = "first\nbody 5\na\nb\ncpack\n5:one\n2,0:,5:lines,last\n";
        String[] heard = {"first", "body 5", "a\nb\nc", "pack", "one\n2", "", "lines", "last"};
        Fused whole = new Fused(courier);
        assertThat(peerOf(whole).send(input).readText(5)).isEqualTo("a\nb\nc");
        Fused pieces = new Fused(courier);
        Peer slow = peerOf(pieces);
        for (char letter : input.toCharArray()) {
            slow.send(String.valueOf(letter));
        }
        for (Fused each : List.of(whole, pieces)) {
            await().atMost(RunningLoop.PATIENCE).until(() -> each.told.size() == heard.length);
            assertThat(each.texts()).containsExactly(heard);
        }
    }

    @Test
    void aFramingThatCannotBeEndsIt() throws Exception {
        Fused fused = new Fused(courier);
        peerOf(fused).send("huge\n");
        Ending ending = RunningLoop.get(fused.ending);
        assertThat(ending.reason()).isEqualTo(Reason.NATIVE_FAULT);
        assertThat(ending.detail()).isEqualTo(4);
    }

    @Test
    void aProtocolOfTheFirstHeaderIsServedAsItWas() throws Exception {
        Path include = Path.of("src/test/resources/fusion/first").toAbsolutePath();
        Path source = Path.of("src/test/resources/fusion/first.cpp");
        NativeProtocol first = NativeProtocol.load(NativeBuild.file(include, source, folder.resolve("first.so")));
        Fused fused = new Fused(first, Framing.lines(100));
        Peer peer = peerOf(fused);
        assertThat(peer.send("as\never\n").readText(8)).isEqualTo("as\never\n");
        RunningLoop.get(fused.transport().moveTo(other));
        assertThat(peer.send("there\n").readText(6)).isEqualTo("there\n");
        assertThat(fused.texts()).containsExactly("as", "ever", "there");
    }

    // ---- Another loop

    @Test
    void itMovesWithItsProtocol() throws Exception {
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        peer.send("wait 100\nhere\nbody 8\nhalf");
        await().atMost(RunningLoop.PATIENCE).until(() -> fused.told.size() == 3);
        RunningLoop.get(fused.transport().moveTo(other));
        peer.send("half\nthere\n");
        assertThat(peer.readText(8)).isEqualTo("halfhalf");
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> fused.told.size() == 7 && fused.texts().contains("there"));
        assertThat(fused.texts().stream().filter(text -> !text.isEmpty()))
                .containsExactly("wait 100", "here", "body 8", "halfhalf", "there");
    }

    @Test
    void itIsCalledWhereTheConnectionIs() throws Exception {
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        peer.send("here\nwait 1\n");
        Told time = fused.await(TIME);
        RunningLoop.get(fused.transport().moveTo(other));
        peer.send("there\nwait 1\n");
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> fused.told.stream().filter(one -> one.kind == TIME).count() == 2);
        List<Told> here =
                fused.told.stream().filter(one -> one.where == running.loop()).toList();
        List<Told> there = fused.told.stream().filter(one -> one.where == other).toList();
        assertThat(here).allMatch(one -> one.number == time.number);
        assertThat(there.get(0).kind).isEqualTo(MOVED);
        assertThat(there).hasSize(4).allMatch(one -> one.number == there.get(0).number && one.number != time.number);
    }

    @Test
    void whatJavaSaysUnderWayIsHeardInOrder() throws Exception {
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        CompletableFuture<Void> moved = running.on(() -> {
            fused.sendMessage(SAY, 0, Slice.of("before, "));
            CompletableFuture<Void> move = fused.transport().moveTo(other);
            fused.sendMessage(SAY, 0, Slice.of("under way, "));
            fused.nextFrame();
            return move;
        });
        RunningLoop.get(moved);
        RunningLoop.get(CompletableFuture.runAsync(() -> fused.sendMessage(SAY, 0, Slice.of("there")), other));
        assertThat(peer.readText(24)).isEqualTo("before, under way, there");
    }

    @Test
    void itMovesBackAndForthUnderTrafficWithoutLosingALine() throws Exception {
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        int lines = 2000;
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < lines; i++) {
                    peer.send(i % 5 == 0 ? "body 3\n" + i % 1000 / 100 + i % 100 / 10 + i % 10 : i + "\n");
                }
            } catch (java.io.IOException lost) {
                throw new java.io.UncheckedIOException(lost);
            }
        });
        for (int i = 0; i < 100; i++) {
            RunningLoop.get(fused.transport().moveTo(i % 2 == 0 ? other : running.loop()));
        }
        RunningLoop.get(sent);
        await().atMost(RunningLoop.PATIENCE)
                .until(() ->
                        fused.told.stream().filter(one -> one.kind != MOVED).count() == lines + lines / 5);
        assertThat(fused.told.stream().filter(one -> one.kind == MOVED)).hasSize(100);
        List<String> numbers = fused.told.stream()
                .filter(one -> one.kind == LINE && !one.text.startsWith("body"))
                .map(Told::text)
                .toList();
        assertThat(numbers)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, lines)
                        .filter(i -> i % 5 != 0)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    // ---- A feed

    @Test
    void itListensToAFeedAndComesBack() throws Exception {
        Feed feed = openFeed();
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        peer.send("wait 1\nbody 4\nha");
        fused.await(TIME);
        running.run(() -> fused.transport()
                .handOver(Role.subscriber(feed, Body.untilClose()).thenReturn()));
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
        feed.publish(Slice.of("live"));
        peer.send("lfback\n");
        assertThat(peer.readText(4)).isEqualTo("live");
        running.run(() -> {
            assertThatIllegalStateException().isThrownBy(() -> fused.sendMessage(SAY, 0));
            assertThatIllegalStateException().isThrownBy(fused::nextFrame);
            assertThatIllegalStateException().isThrownBy(fused::takeOver);
        });
        assertThatIllegalStateException().isThrownBy(() -> fused.transport().moveTo(other));
        assertThat(fused.texts()).doesNotContain("half", "back");
        fused.transport().takeBack();
        assertThat(RunningLoop.get(fused.back).reason()).isEqualTo(Reason.NONE);
        assertThat(peer.readText(4)).isEqualTo("half");
        await().atMost(RunningLoop.PATIENCE).until(() -> fused.texts().contains("back"));
        feed.close();
    }

    @Test
    void itIsTheSourceFromBehindALineOn() throws Exception {
        Feed feed = openFeed();
        Fused listening = new Fused(courier);
        Peer listener = peerOf(listening);
        running.run(() -> listening.transport().handOver(Role.subscriber(feed, Body.untilClose())));
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
        Fused fused = new Fused(courier);
        fused.feed = bytes -> Role.source(feed, Body.length(bytes)).thenReturn();
        Peer peer = peerOf(fused);
        peer.send("before\nfeed 12\nline\nno line\nbehind\n");
        assertThat(listener.readAllText()).isEqualTo("line\nno line");
        await().atMost(RunningLoop.PATIENCE).until(() -> fused.texts().contains("behind"));
        assertThat(fused.texts()).containsExactly("before", "feed 12", "", "", "behind");
        assertThat(RunningLoop.get(fused.back).bytes()).isEqualTo(12);
        feed.close();
    }

    @Test
    void itEndsAtAFeed() throws Exception {
        Feed feed = openFeed();
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        running.run(() -> fused.transport().handOver(Role.subscriber(feed, Body.untilClose())));
        await().atMost(RunningLoop.PATIENCE).until(() -> feed.stats().subscribers() == 1);
        peer.close();
        assertThat(RunningLoop.get(fused.ending).reason()).isEqualTo(Reason.PEER_CLOSED);
        feed.close();
    }

    // ---- What is refused

    @Test
    void noRegionReceivesForItBeforeItIsTakenOver() throws Exception {
        Fused fused = new Fused(courier);
        Peer peer = peerOf(fused);
        Region region = new Pool(1 << 20).take(100);
        assertThatIllegalStateException()
                .isThrownBy(() -> fused.transport().receiveInto(region))
                .withMessageContaining("takeOver");
        region.release();
        running.run(fused::takeOver);
        peer.send("raw");
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> String.join("", fused.texts()).equals("raw"));
    }
}
