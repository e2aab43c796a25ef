package io.millrace.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.Protocol;
import io.millrace.testing.Peer;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a received slice may be used, and what every misuse of it meets: an exception that says how to keep it. */
class SliceLifetimeTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    /** Every method that looks at the bytes. */
    private static final List<Consumer<Slice>> READS = List.of(
            slice -> slice.byteAt(0),
            slice -> slice.slice(0),
            slice -> slice.slice(0, 1),
            Slice::trim,
            slice -> slice.find((byte) 'x'),
            slice -> slice.find(Slice.of("xy")),
            slice -> Slice.of("a longer text than the slice itself is").find(slice),
            slice -> slice.find(Mark.CRLF),
            slice -> slice.find(Mark.anyOf("xy"), 1),
            slice -> slice.findLast((byte) 'x'),
            slice -> slice.findLast(Mark.CRLF),
            slice -> slice.count((byte) 'x'),
            slice -> slice.count(Mark.CRLF),
            slice -> slice.split((byte) ' '),
            slice -> slice.split(Mark.CRLF),
            slice -> slice.split(Mark.CRLF, 0, new OffsetTable(4)),
            slice -> slice.split((byte) ' ', new OffsetTable(4)),
            slice -> slice.startsWith(Slice.of("h")),
            slice -> slice.endsWith(Slice.of("o")),
            slice -> Slice.of("hello").startsWith(slice),
            slice -> slice.equalsIgnoreCase(Slice.of("HELLO")),
            slice -> slice.contentEquals("hello"),
            slice -> slice.equals(Slice.of("hello")),
            slice -> Slice.of("hello").equals(slice),
            Slice::hashCode,
            slice -> slice.compareTo(Slice.of("hello")),
            Slice::parseInt,
            Slice::parseLong,
            Slice::parseHex,
            Slice::parseDouble,
            Slice::isUtf8,
            Slice::asByteBuffer,
            slice -> assertThat(slice.asChannel().isOpen() ? read(slice) : 0).isNotZero(),
            Slice::toByteArray,
            Slice::copy,
            slice -> slice.copyTo(new byte[5], 0),
            slice -> slice.copyTo(ByteBuffer.allocate(5)),
            slice -> slice.toString(StandardCharsets.UTF_8),
            Slice::retain,
            Slice::release);

    private static int read(Slice slice) {
        try {
            return slice.asInputStream().read() + slice.asChannel().read(ByteBuffer.allocate(9));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void assertOver(Slice slice, String why) {
        for (Consumer<Slice> read : READS) {
            assertThatThrownBy(() -> read.accept(slice))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(why);
        }
        assertThat(slice.length()).isEqualTo(5);
        assertThat(slice.toString()).isEqualTo("Slice[5 bytes, not readable now]");
    }

    /** What a callback was given, as it is after the callback. */
    private Slice unretained() throws Exception {
        CompletableFuture<Slice> kept = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                kept.complete(data);
            }
        });
        peer.send("hello");
        Slice slice = RunningLoop.get(kept);
        running.run(() -> {}); // a turn later
        return slice;
    }

    @Test
    void aCallbacksSliceEndsWithItsTurn() throws Exception {
        Slice slice = unretained();
        running.run(() -> assertOver(slice, "retain() it to keep it, or copy() its bytes"));
        assertOver(slice, "retain() it to keep it, or copy() its bytes");
    }

    @Test
    void aCallbacksSliceIsNotForOtherThreads() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                Thread other = new Thread(() -> assertOver(data, "retain() it there"));
                other.setUncaughtExceptionHandler((thread, failure) -> thrown.set(failure));
                other.start();
                try {
                    other.join(RunningLoop.PATIENCE.toMillis());
                } catch (InterruptedException impossible) {
                    thrown.set(impossible);
                }
                done.complete(null);
            }
        });
        peer.send("hello");
        RunningLoop.get(done);
        assertThat(thrown.get()).isNull();
    }

    @Test
    void aCallbacksSliceCannotBeReleased() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                try {
                    data.release();
                    thrown.complete(null);
                } catch (IllegalStateException refused) {
                    thrown.complete(refused);
                }
            }
        });
        peer.send("hello");
        assertThat(RunningLoop.get(thrown)).hasMessageContaining("not retained");
    }

    @Test
    void aRetainedSliceIsForAnyThreadUntilItIsReleased() throws Exception {
        Slice slice = Retained.receive(running.loop(), "hello".getBytes(StandardCharsets.UTF_8));
        Slice piece = slice.slice(1, 3);
        Thread other = new Thread(slice::release);

        assertThat(slice).isEqualTo(Slice.of("hello"));
        other.start();
        other.join(RunningLoop.PATIENCE.toMillis());

        assertOver(slice, "has been released");
        assertThatThrownBy(() -> piece.byteAt(0))
                .as("a piece ends with its parent")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eachRetainWantsItsOwnRelease() {
        Slice first = Retained.receive(running.loop(), "hello".getBytes(StandardCharsets.UTF_8));
        Slice second = first.retain();
        Slice third = second.slice(0, 2).retain();

        first.release();
        assertOver(first, "has been released");
        assertThat(second).isEqualTo(Slice.of("hello"));
        second.release();
        assertThat(third).isEqualTo(Slice.of("he"));
        third.release();
        assertThatThrownBy(third::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void releasingTwiceGivesBackOnce() {
        Slice one = Retained.receive(running.loop(), "hello".getBytes(StandardCharsets.UTF_8));
        Slice other = Retained.receive(running.loop(), "other".getBytes(StandardCharsets.UTF_8));
        one.release();
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(one::release).isInstanceOf(IllegalStateException.class);
        }
        running.run(() -> {});
        assertThat(other).isEqualTo(Slice.of("other"));
        other.release();
    }

    @Test
    void aRetainedSliceEndsWithItsLoop() {
        EventLoop loop = EventLoop.open();
        loop.start();
        Slice slice = Retained.receive(loop, "hello".getBytes(StandardCharsets.UTF_8));
        loop.close();
        assertOver(slice, "loop is closed");
    }

    @Test
    void theUsersOwnMemoryHasNoEnd() {
        Slice slice = Slice.of("12345");
        assertThat(slice.retain()).isSameAs(slice);
        slice.release();
        slice.release();
        for (Consumer<Slice> read : READS) {
            assertThatCode(() -> read.accept(slice)).doesNotThrowAnyException();
        }
    }

    @Test
    void aReaderNeverSeesOthersBytesWhileAnotherThreadReleases() throws Exception {
        Peer flood = running.peerOf(peer -> new Protocol() {
            @Override
            public void dataReceived(Slice data) {
                transport().write(data);
            }
        });
        byte[] noise = "#".repeat(1000).getBytes(StandardCharsets.UTF_8);
        byte[] wanted = "a".repeat(1000).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 100; round++) {
            Slice slice = Retained.receive(running.loop(), wanted);
            AtomicBoolean wrong = new AtomicBoolean();
            Thread reader = new Thread(() -> {
                try {
                    while (!Thread.interrupted()) {
                        wrong.compareAndSet(false, slice.find((byte) '#') >= 0 || slice.byteAt(500) != 'a');
                    }
                } catch (IllegalStateException released) {
                    // As it should be.
                }
            });
            reader.start();
            slice.release();
            flood.send(noise).read(noise.length);
            reader.interrupt();
            reader.join(RunningLoop.PATIENCE.toMillis());
            assertThat(wrong).isFalse();
        }
    }

    @Test
    void retainingHoldsTheSegmentsAndReleasingGivesThemBack() throws Exception {
        byte[] much = new byte[1 << 20];
        List<Slice> kept = new ArrayList<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        Peer peer = running.peerOf(address -> new Protocol() {
            private int received;

            @Override
            public void dataReceived(Slice data) {
                kept.add(data.retain());
                received += data.length();
                if (received == much.length) {
                    all.complete(null);
                }
            }
        });
        peer.send(much);
        RunningLoop.get(all);

        assertThat(ProcessCounters.read().segmentBytesInUse()).isGreaterThanOrEqualTo(much.length);
        kept.forEach(Slice::release);
        await().atMost(RunningLoop.PATIENCE).until(() -> ProcessCounters.read().segmentBytesInUse() < much.length / 2);
    }
}
