package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Slice;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams over real sockets: whole, in batches, and never in the way of anything else. */
class DatagramTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Remembers what comes. */
    private static final class Inbox extends DatagramProtocol {
        final List<String> whole = new CopyOnWriteArrayList<>();
        final List<String> cut = new CopyOnWriteArrayList<>();
        final AtomicInteger closings = new AtomicInteger();
        volatile InetSocketAddress from;

        @Override
        public void datagramReceived(Slice data, InetSocketAddress sender) {
            from = sender;
            whole.add(data.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void datagramCut(Slice data, InetSocketAddress sender) {
            cut.add(data.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void closed() {
            closings.incrementAndGet();
        }
    }

    private static final class Echo extends DatagramProtocol {
        @Override
        public void datagramReceived(Slice data, InetSocketAddress from) {
            transport().send(data, from);
        }
    }

    private DatagramTransport open(DatagramProtocol protocol) {
        return Endpoint.udp("127.0.0.1", 0).openDatagrams(running.loop(), protocol);
    }

    private static InetSocketAddress at(DatagramTransport socket) {
        return new InetSocketAddress("127.0.0.1", socket.port());
    }

    private static void awaitCount(List<String> received, int count) {
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> received.size() == count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:127.0.0.1:0", "udp6:\\:\\:1:0", "udp:localhost:0"})
    void goThereAndBack(String text) {
        DatagramTransport echo = Endpoint.parse(text).openDatagrams(running.loop(), new Echo());
        Inbox inbox = new Inbox();
        DatagramTransport here = Endpoint.parse(text).openDatagrams(running.loop(), inbox);
        String host = text.startsWith("udp6") ? "::1" : "127.0.0.1";
        InetSocketAddress there = new InetSocketAddress(host, echo.port());
        here.send(Slice.of("slice"), there);
        here.send(new byte[] {'a', 'r', 'r', 'a', 'y'}, there);
        here.send(ByteBuffer.wrap(new byte[] {'-', 'b', 'u', 'f'}, 1, 3), there);
        here.send("t\u00e9xt", there);
        here.send("", there);
        awaitCount(inbox.whole, 5);
        assertThat(inbox.whole).containsExactlyInAnyOrder("slice", "array", "buf", "t\u00e9xt", "");
        assertThat(inbox.from).isEqualTo(there);
        assertThat(here.sent()).isEqualTo(5);
        assertThat(here.received()).isEqualTo(5);
        assertThat(echo.received()).isEqualTo(5);
    }

    @Test
    void thatAreTooLongToBeReceivedWholeAreToldAsCut() {
        Inbox inbox = new Inbox();
        DatagramTransport here = Endpoint.udp("127.0.0.1", 0).openDatagrams(running.loop(), inbox, 10);
        here.send("ten bytes.", at(here));
        here.send("eleven byte", at(here));
        awaitCount(inbox.cut, 1);
        assertThat(inbox.whole).containsExactly("ten bytes.");
        assertThat(inbox.cut).containsExactly("eleven byt");
    }

    @Test
    void ofTheLargestSizePass() {
        Inbox inbox = new Inbox();
        DatagramTransport here = Endpoint.udp("127.0.0.1", 0).openDatagrams(running.loop(), inbox, 65_535);
        for (int i = 0; i < 5; i++) { // more than a segment
            here.send("x".repeat(DatagramTransport.DATAGRAM_BYTES_MAX), at(here));
            awaitCount(inbox.whole, i + 1);
        }
        assertThat(inbox.whole).allMatch(text -> text.length() == DatagramTransport.DATAGRAM_BYTES_MAX);
    }

    @Test
    void beyondTheLimitAreDroppedAndCounted() {
        DatagramTransport here = open(new Inbox());
        running.run(() -> {
            for (int i = 0; i < 40; i++) {
                here.send(new byte[60_000], at(here));
            }
        });
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> here.dropped() > 0);
        assertThat(here.sent()).isEqualTo(40);
        assertThat(running.loop().counters().datagramsDropped()).isGreaterThanOrEqualTo(here.dropped());
    }

    @Test
    void waitWhileReadingIsPaused() {
        Inbox inbox = new Inbox();
        DatagramTransport here = open(inbox);
        here.pauseReading();
        here.send("later", at(here));
        for (int i = 0; i < 10; i++) {
            running.run(() -> {});
        }
        assertThat(inbox.whole).isEmpty();
        here.resumeReading();
        awaitCount(inbox.whole, 1);
    }

    @Test
    void areSentByNobodyAfterClosing() {
        Inbox inbox = new Inbox();
        DatagramTransport here = open(inbox);
        InetSocketAddress address = at(here);
        here.close();
        here.close();
        here.send("too late", address);
        running.run(() -> {});
        assertThat(here.isOpen()).isFalse();
        assertThat(here.sent()).isZero();
        assertThat(inbox.closings).hasValue(1);
    }

    @Test
    void endWithTheirLoop() {
        Inbox inbox = new Inbox();
        try (EventLoop loop = EventLoop.open()) {
            Endpoint.udp("127.0.0.1", 0).openDatagrams(loop, inbox);
            assertThat(inbox.closings).hasValue(0);
        }
        assertThat(inbox.closings).hasValue(1);
        assertThat(inbox.transport().isOpen()).isFalse();
    }

    @Test
    void survivesACallbackThatThrows() {
        AtomicInteger calls = new AtomicInteger();
        DatagramTransport here = open(new DatagramProtocol() {
            @Override
            public void datagramReceived(Slice data, InetSocketAddress from) {
                calls.incrementAndGet();
                throw new IllegalStateException("as it must");
            }
        });
        here.send("one", at(here));
        here.send("two", at(here));
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> calls.get() == 2);
        assertThat(RecordedLog.takeFailures()).hasSize(2);
    }

    @Test
    void misuseIsRefused() {
        Inbox inbox = new Inbox();
        DatagramTransport here = open(inbox);
        InetSocketAddress there = at(here);
        assertThatThrownBy(() -> here.send(new byte[65_508], there)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.send("x", InetSocketAddress.createUnresolved("a", 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(inbox)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Inbox().transport()).isInstanceOf(IllegalStateException.class);
        Endpoint endpoint = Endpoint.udp("127.0.0.1", here.port());
        assertThatThrownBy(() -> endpoint.openDatagrams(running.loop(), new Inbox(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> endpoint.openDatagrams(running.loop(), new Inbox()))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> Endpoint.tcp("127.0.0.1", 0).openDatagrams(running.loop(), new Inbox()))
                .isInstanceOf(IllegalStateException.class);
    }
}
