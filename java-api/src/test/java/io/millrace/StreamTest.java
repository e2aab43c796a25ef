package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are handed over stream on the data loop, byte-exact, and come back byte-exact. */
class StreamTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private Gates gates;

    @BeforeEach
    void open() {
        gates = new Gates(running);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 65_536, 1_000_000})
    void aBodyOfKnownLengthReachesEveryListener(int size) throws Exception {
        byte[] body = Gates.random(size);
        List<Peer> listeners = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            listeners.add(gates.listener("close"));
        }
        Peer source = gates.connect("source " + size).send(body).finish();
        for (Peer listener : listeners) {
            assertThat(listener.readAll()).isEqualTo(body);
            listener.close();
        }
        assertThat(RunningLoop.get(gates.gate(0).ended).reason()).isEqualTo(Reason.FEED_ENDED);
        assertThat(source.readAll()).isEmpty();
        assertThat(RunningLoop.get(gates.gate(5).ended).bytesIn()).isEqualTo(size + ("source " + size + "\n").length());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 70_000})
    void chunksAreTakenApartAndMadeAnew(int chunk) throws Exception {
        byte[] body = Gates.random(200_000 / (chunk == 1 ? 100 : 1));
        Peer plain = gates.listener("close");
        Peer again = gates.listener("chunked");
        gates.connect("source chunked").send(Gates.chunked(body, chunk));
        assertThat(Gates.unchunked(again)).isEqualTo(body);
        assertThat(plain.readAll()).isEqualTo(body);
    }

    @Test
    void aSourceThatGoesAwayIsTheEndOfAStreamUntilClose() throws Exception {
        Peer listener = gates.listener("close");
        gates.connect("source close").send("all there is").finish();
        assertThat(listener.readAllText()).isEqualTo("all there is");
    }

    @Test
    void whatWasReceivedWithTheHeadBelongsToTheBody() throws Exception {
        Peer listener = gates.listener("close");
        gates.connect("source 5\nhello");
        assertThat(listener.readAllText()).isEqualTo("hello");
    }

    @Test
    void aSourceReturnsAfterItsBodyWithWhatFollows() throws Exception {
        Peer source = gates.connect("return 5\nhellonext\nreturn chunked\n3\r\nyou\r\n0\r\n\r\nlast");
        assertThat(source.readText(10)).isEqualTo("home next\n");
        StreamResult first = RunningLoop.get(gates.gate(0).returned);
        assertThat(first.reason()).isEqualTo(Reason.NONE);
        assertThat(first.bytes()).isEqualTo(5);
        assertThat(RunningLoop.get(gates.gate(0).refused))
                .as("its gates.feed() ended with the first body")
                .isNotNull();
    }

    @Test
    void aSourceCanBeTakenBackInTheMiddleOfItsBody() throws Exception {
        Peer listener = gates.listener("close");
        Peer source = gates.connect("return close");
        source.send("streamed");
        assertThat(listener.readText(8)).isEqualTo("streamed");

        gates.gate(1).transport().takeBack();
        StreamResult result = RunningLoop.get(gates.gate(1).returned);
        source.send("line\n");

        assertThat(result.bytes()).isEqualTo(8);
        assertThat(source.readText(10)).isEqualTo("home line\n");
        assertThat(gates.gate(1).transport().isOpen()).isTrue();
        assertThat(gates.gate(1).transport().isHandedOver()).isFalse();
    }

    @Test
    void everyByteGoesEitherToTheFeedOrHome() throws Exception {
        for (int round = 0; round < 20; round++) {
            gates.open(Feed.Options.DEFAULTS);
            gates.linesAtHome().clear();
            Peer source = gates.connect("return close");
            Gates.Gate gate = gates.gate(round);
            int lines = 3000;
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < lines; i++) {
                        source.send(String.format("line %06d\n", i));
                    }
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            await().atMost(RunningLoop.PATIENCE)
                    .until(() -> gates.feed().stats().publishedBytes() > 0);
            gate.transport().takeBack();
            StreamResult result = RunningLoop.get(gate.returned);
            RunningLoop.get(sending);
            // The cut may be within a line; its rest is the first line at home.
            long atHome = lines * 12L - result.bytes();
            await().atMost(RunningLoop.PATIENCE)
                    .untilAsserted(() -> assertThat(gates.linesAtHome().stream()
                                    .skip(1)
                                    .mapToInt(line -> line.length() + 1)
                                    .sum())
                            .isEqualTo((int) atHome));
            source.reset();
        }
    }

    @Test
    void aListenerReturnsWhenItsFeedEnds() throws Exception {
        Peer listener = gates.connect("visit chunked");
        assertThat(listener.readText(11)).isEqualTo("you are in\n");
        gates.awaitSubscribers(1);
        gates.feed().publish(Slice.of("news"));
        gates.feed().close();
        assertThat(Gates.unchunked(listener)).isEqualTo("news".getBytes(StandardCharsets.US_ASCII));
        assertThat(RunningLoop.get(gates.gate(0).returned).reason()).isEqualTo(Reason.NONE);
        listener.send("line\n");
        assertThat(listener.readText(10)).isEqualTo("home line\n");
    }
}
