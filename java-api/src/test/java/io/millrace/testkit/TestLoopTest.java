package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.Limits;
import io.millrace.Protocol;
import io.millrace.Reason;
import io.millrace.Timer;
import io.millrace.Transport;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import io.millrace.flow.FlowConnection;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers and time that are objects of the test, and what the loop makes of them. */
class TestLoopTest {
    private final TestLoop loop = new TestLoop();
    private final List<String> told = new ArrayList<>();

    /** Writes down what happens to it. */
    private class Told extends Protocol {
        @Override
        public void connectionMade() {
            told.add("made");
        }

        @Override
        public void dataReceived(Slice data) {
            told.add(data.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void drained() {
            told.add("drained");
        }

        @Override
        public void peerFinished() {
            told.add("peer finished");
        }

        @Override
        public void connectionLost(Ending ending) {
            told.add("lost " + ending.reason());
        }
    }

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    @AfterEach
    void close() {
        loop.close();
        RunningLoop.assertNothingIsLeft();
    }

    @Test
    void whatAPeerSendsIsReceivedPieceByPiece() {
        TestPeer peer = loop.connect(new Told());
        peer.send("hel").send("lo").sendBytewise("abc").send("");
        assertThat(told).containsExactly("made", "hel", "lo", "a", "b", "c");
    }

    @Test
    void whatIsWrittenIsReceivedByThePeer() {
        TestPeer peer = loop.connect(new Echo());
        assertThat(peer.send("hello").received()).isEqualTo("hello");
        assertThat(peer.received()).isEmpty();
        peer.transport().write("from outside");
        assertThat(peer.received()).isEmpty();
        loop.run();
        assertThat(peer.receivedBytes()).asString().isEqualTo("from outside");
    }

    @Test
    void muchIsReceivedToo() {
        byte[] much = new byte[1 << 20];
        much[much.length - 1] = 7;
        assertThat(loop.connect(new Echo()).send(much).receivedBytes()).isEqualTo(much);
    }

    @Test
    void aPeerThatFinishesEndsTheConnection() {
        TestPeer peer = loop.connect(new Told());
        assertThat(peer.isOpen()).isTrue();
        assertThatThrownBy(peer::ended).isInstanceOf(IllegalStateException.class);
        peer.send("last").finish();
        assertThat(told).containsExactly("made", "last", "lost PEER_CLOSED");
        assertThat(peer.isFinished()).isTrue();
        assertThat(peer.isReset()).isFalse();
        assertThat(peer.isOpen()).isFalse();
        assertThat(peer.ended().bytesIn()).isEqualTo(4);
        assertThatThrownBy(() -> peer.send("more")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void halfOfAConnectionMayEnd() {
        TestPeer peer = loop.connect(new Told() {
            @Override
            public void connectionMade() {
                transport().halfClose(true);
            }

            @Override
            public void peerFinished() {
                super.peerFinished();
                transport().write("an answer");
                transport().finish();
            }
        });
        peer.send("a question").finish();
        assertThat(peer.received()).isEqualTo("an answer");
        assertThat(told).containsExactly("a question", "peer finished", "lost PEER_CLOSED");
    }

    @Test
    void aPeerMayStayWhenTheConnectionCloses() {
        TestPeer peer = loop.connect(new Echo()).staysOpen();
        peer.transport().close();
        loop.run();
        assertThat(peer.isFinished()).isTrue();
        assertThat(peer.isOpen()).isTrue();
        peer.send("what nobody reads any more").finish();
        assertThat(peer.ended().reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void aPeerThatStaysIsNotWaitedForForEver() {
        TestPeer peer = loop.connect(new Echo()).staysOpen();
        peer.transport().close();
        loop.advance(Duration.ofMillis(1999));
        assertThat(peer.isOpen()).isTrue();
        loop.advance(Duration.ofMillis(1));
        assertThat(peer.ended().reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void resets() {
        assertThat(loop.connect(new Told()).reset().ended().reason()).isEqualTo(Reason.PEER_RESET);
        TestPeer peer = loop.connect(new Echo());
        peer.transport().abort();
        loop.run();
        assertThat(peer.isReset()).isTrue();
        assertThat(peer.ended().reason()).isEqualTo(Reason.LOCAL_ABORT);
    }

    @Test
    void aCallbackThatThrowsAbortsItsConnection() {
        TestPeer peer = loop.connect(new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                throw new IllegalArgumentException("of the protocol");
            }
        });
        assertThat(peer.send("x").ended().reason()).isEqualTo(Reason.LOCAL_ABORT);
        assertThat(RecordedLog.takeFailures()).hasSize(1);
    }

    @Test
    void aFactoryMayRefuse() {
        TestPeer peer = loop.connect(address -> null);
        assertThat(peer.isReset()).isTrue();
        assertThat(peer.isOpen()).isFalse();
        assertThatThrownBy(peer::protocol).isInstanceOf(IllegalStateException.class);
    }

    // ---- A slow reader

    @Test
    void aSlowReaderIsOwedTheRest() {
        TestPeer peer = loop.connect(new Echo()).takes(3).send("hello");
        assertThat(peer.received()).isEqualTo("hel");
        assertThat(peer.transport().unsentBytes()).isEqualTo(2);
        assertThat(peer.takes(1).received()).isEqualTo("l");
        assertThat(peer.takesAll().received()).isEqualTo("o");
        assertThatThrownBy(() -> peer.takes(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waterMarksAreExactToTheByte() {
        TestPeer peer = loop.connect(new Told()).takes(0);
        Transport transport = peer.transport();
        transport.limits(Limits.DEFAULTS.withWater(4, 10));
        loop.loop().execute(() -> transport.write("0123456789"));
        loop.run();
        assertThat(transport.isCrowded()).isFalse();
        loop.loop().execute(() -> transport.write("x"));
        loop.run();
        assertThat(transport.isCrowded()).isTrue();
        peer.send("not received meanwhile").takes(6);
        assertThat(told).containsExactly("made");
        peer.takes(1);
        assertThat(transport.isCrowded()).isFalse();
        assertThat(told).containsExactly("made", "drained", "not received meanwhile");
        assertThat(peer.received()).isEqualTo("0123456");
    }

    @Test
    void aPeerThatTakesNothingStalls() {
        TestPeer peer = loop.connect(new Echo()).takes(0).send("x");
        loop.advance(Duration.ofSeconds(59));
        assertThat(peer.isOpen()).isTrue();
        loop.advance(Duration.ofSeconds(2));
        assertThat(peer.ended().reason()).isEqualTo(Reason.STALLED);
    }

    // ---- Time

    @Test
    void timePassesWhenItIsTold() {
        List<Duration> times = new ArrayList<>();
        loop.loop().later(Duration.ofHours(1), () -> times.add(loop.elapsed()));
        Timer every = loop.loop()
                .every(
                        Duration.ofMinutes(25),
                        skipped -> times.add(loop.elapsed().plusNanos(skipped)));
        loop.advance(Duration.ofMinutes(59));
        assertThat(times).containsExactly(Duration.ofMinutes(25), Duration.ofMinutes(50));
        loop.advance(Duration.ofMinutes(1));
        assertThat(times).hasSize(3).last().isEqualTo(Duration.ofHours(1));
        every.cancel();
        loop.advance(Duration.ofDays(365));
        assertThat(times).hasSize(3);
        assertThat(loop.elapsed()).isEqualTo(Duration.ofDays(365).plusHours(1));
        loop.advance(Duration.ZERO);
        assertThatThrownBy(() -> loop.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void silenceEndsAConnection() {
        TestPeer peer = loop.connect(new Echo());
        peer.transport().limits(Limits.DEFAULTS.withIdle(Duration.ofSeconds(30)));
        loop.advance(Duration.ofSeconds(29));
        peer.send("still there");
        loop.advance(Duration.ofSeconds(29));
        assertThat(peer.isOpen()).isTrue();
        loop.advance(Duration.ofSeconds(1));
        assertThat(peer.ended().reason()).isEqualTo(Reason.IDLE);
        assertThat(peer.ended().lived()).isEqualTo(Duration.ofSeconds(59));
        assertThat(peer.isReset()).isTrue();
    }

    @Test
    void aLoopThatDoesNotComeToRestIsToldSo() {
        Protocol restless = new Protocol() {
            @Override
            public void connectionMade() {
                again();
            }

            private void again() {
                transport().loop().later(Duration.ZERO, this::again);
            }
        };
        assertThatThrownBy(() -> loop.connect(restless))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rest");
    }

    // ---- What else is there

    @Test
    void clientsToo() {
        TestPeer server = loop.dial(address -> new Told() {
            @Override
            public void connectionMade() {
                transport().write("hello");
            }
        });
        assertThat(server.received()).isEqualTo("hello");
        server.send("welcome").finish();
        assertThat(told).containsExactly("welcome", "lost PEER_CLOSED");
    }

    @Test
    void severalPeersOfOneLoop() {
        TestPeer first = loop.connect(new Echo());
        TestPeer second = loop.connect(new Echo());
        first.send("1");
        second.send("2");
        assertThat(first.received()).isEqualTo("1");
        assertThat(second.received()).isEqualTo("2");
    }

    @Test
    void theOtherFacesToo() {
        assertThat(loop.connect(FlowConnection.each(peer -> peer.input().subscribe(peer.output())))
                        .send("flow")
                        .received())
                .isEqualTo("flow");
        TestPeer byFutures =
                loop.connect(AsyncConnection.each(peer -> peer.readExactly(4).thenAccept(bytes -> {
                    peer.write(bytes);
                    peer.close();
                })));
        assertThat(byFutures.sendBytewise("four").received()).isEqualTo("four");
        assertThat(byFutures.ended().reason()).isEqualTo(Reason.LOCAL_CLOSE);
    }

    @Test
    void optionsAndAddresses() {
        TestPeer peer = loop.connect(new Echo());
        assertThat(peer.transport().peer().toString()).contains("127.0.0.1");
        assertThat(peer.transport().option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        assertThat(peer.transport().localAddress()).isNotNull();
        assertThat(peer.protocol()).isInstanceOf(Echo.class);
    }

    @Test
    void whereNobodyListensNobodyAnswers() {
        var refused = Endpoint.tcp("127.0.0.1", 9).connect(loop.loop(), address -> new Echo());
        loop.run();
        assertThatThrownBy(refused::join).hasMessageContaining("connect");
        var taken = Endpoint.tcp("127.0.0.1", 0).listen(loop.loop(), address -> new Echo());
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", taken.port()).listen(loop.loop(), address -> new Echo()))
                .hasMessageContaining("in use");
    }

    @Test
    void twoTestsDoNotKnowEachOther() {
        try (TestLoop other = new TestLoop()) {
            other.connect(new Echo()).send("x");
            other.advance(Duration.ofDays(1));
        }
        assertThat(loop.elapsed()).isZero();
        assertThat(loop.connect(new Echo()).send("y").received()).isEqualTo("y");
    }
}
