package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.Chosen;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set of a connection, and asked of its socket. */
class SettingsTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final Recorder recorder = new Recorder();

    @Test
    void optionsAreWhatTheKernelMadeOfThem() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        assertThat(transport.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        transport.option(StandardSocketOptions.TCP_NODELAY, false);
        transport.option(StandardSocketOptions.SO_KEEPALIVE, true);
        transport.option(StandardSocketOptions.SO_SNDBUF, 32 << 10);
        transport.option(StandardSocketOptions.SO_RCVBUF, 48 << 10);
        transport.option(StandardSocketOptions.IP_TOS, 0x10);
        running.run(() -> {}); // they go with the turn after this one
        await().untilAsserted(() ->
                assertThat(transport.option(StandardSocketOptions.IP_TOS)).isEqualTo(0x10));
        assertThat(transport.option(StandardSocketOptions.TCP_NODELAY)).isFalse();
        assertThat(transport.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        assertThat(transport.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(32 << 10);
        assertThat(transport.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(48 << 10);
        assertThat(running.on(() -> transport.option(StandardSocketOptions.SO_KEEPALIVE)))
                .isTrue();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void optionsThatAreNoneAreRefused() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> transport.option(StandardSocketOptions.SO_LINGER));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> transport.option(StandardSocketOptions.SO_LINGER, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> transport.option(StandardSocketOptions.IP_TOS, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> transport.option(StandardSocketOptions.SO_SNDBUF, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transport.option((SocketOption) StandardSocketOptions.SO_SNDBUF, "much"));
    }

    @Test
    void addressesAreThoseOfThePeer() {
        Peer peer = running.peerOf(address -> recorder);
        InetSocketAddress here = (InetSocketAddress) recorder.awaitMade().localAddress();
        assertThat(here.getPort()).isEqualTo(peer.socket().getPort());
        assertThat(here.getAddress()).isEqualTo(peer.socket().getInetAddress());
    }

    @Test
    void tcpKnowsWhatWasAcknowledged() throws Exception {
        Chosen.needsNative("the JDK does not ask TCP");
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        transport.write(new byte[10_000]);
        peer.read(10_000);
        TcpInfo tcp = transport.tcpInfo();
        assertThat(tcp.acknowledgedBytes() + tcp.unacknowledgedBytes()).isEqualTo(10_000);
        assertThat(tcp.roundTripMicros()).isPositive();
        assertThat(tcp.congestionWindowPackets()).isPositive();
        assertThat(tcp.packetsSentAgain()).isNotNegative();
    }

    @Test
    void nothingIsAnsweredForAConnectionThatHasEndedOrByAnotherLoop() throws Exception {
        Peer peer = running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        CompletableFuture<Void> there = CompletableFuture.runAsync(
                () -> assertThatIllegalStateException().isThrownBy(transport::tcpInfo), other);
        RunningLoop.get(there);
        peer.close();
        recorder.awaitEnding();
        assertThatExceptionOfType(MillraceException.class)
                .isThrownBy(transport::localAddress)
                .satisfies(why -> assertThat(why.code()).isEqualTo(MillraceException.STALE));
    }

    @Test
    void limitsMustBeInOrder() {
        Limits limits = Limits.DEFAULTS;
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withWater(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withWater(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withUnsentMax(limits.highWaterBytes() - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withUnsentMax((1 << 30) + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withIdle(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withRead(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withWrite(Duration.ofNanos(-1)));
    }

    @Test
    void anyLimitsMayFollowAnyOthers() {
        running.peerOf(address -> recorder);
        Transport transport = recorder.awaitMade();
        assertThat(transport.limits()).isEqualTo(Limits.DEFAULTS);
        Limits low = Limits.DEFAULTS.withWater(0, 0).withUnsentMax(0);
        Limits high = Limits.DEFAULTS.withUnsentMax(1 << 30).withWater(1 << 30, 1 << 30);
        for (Limits limits : new Limits[] {low, high, low, Limits.DEFAULTS, high}) {
            transport.limits(limits);
        }
        running.run(() -> {});
        running.run(() -> {}); // a turn later than those, so a refusal would be known
        assertThat(transport.limits()).isEqualTo(high);
        assertThat(recorder.refused).isNotDone();
        assertThat(transport.isOpen()).isTrue();
    }

    @Test
    void moreUnsentThanIsAllowedEndsIt() {
        running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        transport.limits(Limits.DEFAULTS.withUnsentMax(1 << 20));
        for (int i = 0; i < 256; i++) {
            transport.write(new byte[64 << 10]);
        }
        Ending ending = recorder.awaitEnding();
        assertThat(ending.reason()).isEqualTo(Reason.LIMIT);
        assertThat(ending.detail()).isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "read", "write"})
    void timeOutsEndIt(String which) {
        running.closing(Peer.connectSlow(running.listen(address -> recorder)));
        Transport transport = recorder.awaitMade();
        Duration soon = Duration.ofMillis(50);
        transport.limits(
                switch (which) {
                    case "idle" -> Limits.DEFAULTS.withIdle(soon);
                    case "read" -> Limits.DEFAULTS.withRead(soon);
                    default -> Limits.DEFAULTS.withWrite(soon);
                });
        if (which.equals("write")) {
            transport.write(new byte[16 << 20]);
        }
        Ending ending = recorder.awaitEnding();
        assertThat(ending.reason()).isEqualTo(which.equals("write") ? Reason.STALLED : Reason.IDLE);
        assertThat(ending.detail()).as("nanoseconds").isEqualTo(soon.toNanos());
    }

    @Test
    void whoeverIsCrowdedReceivesNothingUnlessThatIsWanted() throws Exception {
        Recorder going = new Recorder();
        for (Recorder each : new Recorder[] {recorder, going}) {
            Peer peer = running.closing(Peer.connectSlow(running.listen(address -> each)));
            Transport transport = each.awaitMade();
            if (each == going) {
                transport.limits(Limits.DEFAULTS.withCrowded(Limits.Crowded.GO_ON));
            }
            transport.write(new byte[16 << 20]);
            running.run(() -> {}); // it is written
            running.run(() -> {}); // and a turn has sent what the kernel takes
            peer.send("hello");
        }
        await().untilAsserted(() -> assertThat(going.received()).hasSize(5));
        assertThat(recorder.received()).isEmpty();
    }
}
