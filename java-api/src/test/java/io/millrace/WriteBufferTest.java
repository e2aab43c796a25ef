package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A buffer that is written to a connection: all of it, in order, taken away, and copied only where it must be. */
class WriteBufferTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    @TempDir
    Path folder;

    private final Recorder recorder = new Recorder();
    private final Pool pool = new Pool(1 << 20);
    private Peer peer;

    @BeforeEach
    void connect() {
        peer = running.peerOf(address -> recorder);
        recorder.awaitMade();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** In the loop, or passed to it. */
    private void write(boolean inLoop, Buffer buffer) {
        if (inLoop) {
            running.run(() -> recorder.transport().write(buffer));
        } else {
            recorder.transport().write(buffer);
        }
    }

    /** Appends one more piece of random bytes, of any kind that there is, and says which bytes. */
    private byte[] appendAny(Random random, Buffer buffer, Region region, EventLoop other) throws IOException {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 1000)];
        random.nextBytes(bytes);
        switch (random.nextInt(9)) {
            case 0 -> buffer.append(bytes);
            case 1 -> buffer.append(Slice.of(bytes));
            case 2 -> buffer.append(Slice.offHeap(bytes));
            case 3 ->
                buffer.append(Slice.of(
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()));
            case 4 -> buffer.append(Slice.map(Files.write(Files.createTempFile(folder, "mapped", ""), bytes)));
            case 5 -> buffer.append(new Buffer().append(bytes).append(Slice.EMPTY));
            case 6 -> appendRetained(buffer, running.loop(), bytes);
            case 7 -> appendRetained(buffer, other, bytes);
            default -> {
                region.clear();
                return appendOf(buffer, region.put(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, 1000))));
            }
        }
        return bytes;
    }

    private byte[] appendOf(Buffer buffer, Region region) {
        byte[] bytes = region.toSlice().toByteArray();
        try (Region own = pool.take(bytes.length)) {
            buffer.append(own.put(bytes).toSlice());
        }
        return bytes;
    }

    /** Received in pieces if it is large, and released here: the buffer has retained it. */
    private static void appendRetained(Buffer buffer, EventLoop loop, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += 1000) {
            int to = Math.min(bytes.length, from + 1000);
            Slice received = Retained.receive(loop, Slice.of(bytes, from, to).toByteArray());
            buffer.append(received);
            received.release();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMixIsSentInOrderAndTaken(boolean inLoop) throws Exception {
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        Random random = new Random(1);
        try (Region region = pool.take(1000)) {
            for (int round = 0; round < 30; round++) {
                Buffer buffer = new Buffer();
                ByteArrayOutputStream expected = new ByteArrayOutputStream();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    expected.writeBytes(appendAny(random, buffer, region, other));
                }
                int dropped = random.nextInt(expected.size());
                buffer.drop(dropped);
                write(inLoop, buffer);
                assertThat(buffer.isEmpty()).isTrue();
                assertThat(peer.read(expected.size() - dropped))
                        .isEqualTo(
                                Slice.of(expected.toByteArray()).slice(dropped).toByteArray());
                buffer.append("used again");
                write(inLoop, buffer);
                assertThat(peer.readText(10)).isEqualTo("used again");
            }
        }
        assertThat(pool.statistics().inUseBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheLoopHasReceivedIsNotCopied(boolean inLoop) throws Exception {
        Buffer buffer = new Buffer();
        appendRetained(buffer, running.loop(), new byte[20_000]);
        buffer.append("head");
        long before = running.loop().counters().bytesCopiedOutput();
        write(inLoop, buffer);
        peer.read(20_004);
        assertThat(running.loop().counters().bytesCopiedOutput() - before).isEqualTo(4);
        assertThat(buffer.copiedBytes()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isEmptiedWhereItIsDropped(boolean inLoop) throws Exception {
        running.run(() -> recorder.transport().close());
        peer.readAll();
        peer.close();
        recorder.awaitEnding();
        Buffer buffer = new Buffer().append("dropped");
        appendRetained(buffer, running.loop(), new byte[100]);
        write(inLoop, buffer);
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void isLeftAloneWhereTheConnectionIsHandedOver() {
        Feed feed = running.loop().openFeed(running.dataLoop(), Feed.Options.DEFAULTS);
        running.run(() -> recorder.transport().handOver(Role.subscriber(feed, Body.untilClose())));
        Buffer buffer = new Buffer().append("kept");
        assertThatThrownBy(() -> write(false, buffer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handed over");
        assertThat(buffer.length()).isEqualTo(4);
    }

    @Test
    void aPieceWhoseTimeIsOverStopsIt() throws Exception {
        EventLoop other = EventLoop.open();
        other.start();
        Buffer buffer = new Buffer().append("before");
        appendRetained(buffer, other, ascii("lost"));
        buffer.append("after");
        other.close();
        running.run(() -> assertThatThrownBy(() -> recorder.transport().write(buffer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("loop is closed"));
        assertThat(peer.readText(6)).isEqualTo("before");
        assertThat(buffer.length()).as("lost and after").isEqualTo(9);

        recorder.transport().write(buffer);
        assertThat(buffer.isEmpty()).isTrue();
        assertThatThrownBy(peer::readAll).as("reset").isInstanceOf(IOException.class);
        assertThat(recorder.awaitEnding().reason()).isEqualTo(Reason.LOCAL_ABORT);
        Awaitility.await()
                .atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(RecordedLog.takeFailures())
                        .singleElement()
                        .satisfies(failure -> assertThat(failure).hasMessageContaining("loop is closed")));
    }
}
