package io.millrace.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.ConnectionEndedException;
import io.millrace.Limits;
import io.millrace.Reason;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RunningLoop;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads and writes by futures, from the loop's thread and from others. */
class AsyncConnectionTest {
    private static final Mark NEWLINE = Mark.of((byte) '\n');

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final CompletableFuture<AsyncConnection> made = new CompletableFuture<>();
    private Peer peer;
    private AsyncConnection connection;

    @BeforeEach
    void connect() {
        peer = running.peerOf(AsyncConnection.each(made::complete));
        connection = RunningLoop.get(made);
    }

    private static String text(CompletableFuture<Slice> read) {
        return RunningLoop.get(read).toString(StandardCharsets.UTF_8);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        try {
            RunningLoop.get(future);
        } catch (CompletionException failed) {
            return failed.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    private void awaitAvailable(int bytes) {
        await().atMost(RunningLoop.PATIENCE).until(() -> connection.available() == bytes);
    }

    @Test
    void readsWhatThereIs() throws Exception {
        CompletableFuture<Slice> early = connection.read();
        assertThat(early).isNotDone();
        peer.send("hello, ");
        assertThat(text(early)).isEqualTo("hello, ");
        peer.send("mill");
        awaitAvailable(4);
        assertThat(text(connection.read(3))).isEqualTo("mil");
        assertThat(text(connection.read(3))).isEqualTo("l");
    }

    @Test
    void readsIntoMemoryOfTheReaders() throws Exception {
        for (ByteBuffer into : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
            into.position(2);
            CompletableFuture<Integer> early = connection.read(into);
            peer.send("hello");
            assertThat(RunningLoop.get(early)).isEqualTo(5);
            peer.send("abc");
            awaitAvailable(3);
            assertThat(RunningLoop.get(connection.read(into))).isEqualTo(1);
            assertThat(RunningLoop.get(connection.read(into))).as("no room").isZero();
            assertThat(Slice.of(into.flip()).toString(StandardCharsets.UTF_8)).endsWith("helloa");
            assertThat(text(connection.read())).isEqualTo("bc");
        }
        assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(8).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsExactly() throws Exception {
        assertThat(text(connection.readExactly(0))).isEmpty();
        CompletableFuture<Slice> five = connection.readExactly(5);
        peer.send("hel");
        peer.send("lo, mill");
        assertThat(text(five)).isEqualTo("hello");
        assertThat(text(connection.readExactly(6))).isEqualTo(", mill");
    }

    @Test
    void readsMoreAtOnceThanItKeeps() throws Exception {
        byte[] much = new byte[3 * AsyncConnection.INPUT_BYTES_MAX];
        much[much.length - 1] = 7;
        CompletableFuture<Slice> read = connection.readExactly(much.length);
        peer.send(much);
        assertThat(RunningLoop.get(read).toByteArray()).isEqualTo(much);
    }

    @Test
    void readsToADelimiter() throws Exception {
        CompletableFuture<Slice> line = connection.readUntil(Mark.CRLF, 100);
        for (String part : List.of("GET ", "/\r", "\nHost: x\r\n\r\nrest")) {
            peer.send(part);
        }
        assertThat(text(line)).isEqualTo("GET /");
        assertThat(text(connection.readUntil(Mark.CRLF, 7))).isEqualTo("Host: x");
        assertThat(text(connection.readUntil(Mark.CRLF, 7))).isEmpty();
        assertThat(text(connection.read())).isEqualTo("rest");
    }

    @Test
    void doesNotWaitForADelimiterForEver() throws Exception {
        peer.send("1234567\n");
        assertThat(failureOf(connection.readUntil(NEWLINE, 6))).isInstanceOf(ProtocolException.class);
        assertThat(text(connection.readUntil(NEWLINE, 7))).isEqualTo("1234567");
        peer.send("1234567");
        assertThat(failureOf(connection.readUntil(NEWLINE, 6))).isInstanceOf(ProtocolException.class);
        assertThat(text(connection.read())).as("what is left").isEqualTo("1234567");
    }

    @Test
    void tellsOfThePeersEndBehindItsBytes() throws Exception {
        peer.send("left").finish();
        assertThat(failureOf(connection.readExactly(5)))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("4 of 5");
        assertThat(failureOf(connection.readUntil(NEWLINE, 5))).isInstanceOf(EOFException.class);
        assertThat(text(connection.read())).isEqualTo("left");
        assertThat(text(connection.read())).isEmpty();
        assertThat(RunningLoop.get(connection.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        assertThat(failureOf(connection.readExactly(1))).isInstanceOf(EOFException.class);

        RunningLoop.get(connection.write("and an answer"));
        connection.close();
        assertThat(peer.readAllText()).isEqualTo("and an answer");
    }

    @Test
    void whatWaitsForBytesIsToldOfThePeersEnd() throws Exception {
        CompletableFuture<Slice> read = connection.read();
        peer.finish();
        assertThat(text(read)).isEmpty();
    }

    @Test
    void whatWaitsIsToldOfTheConnectionsEnd() throws Exception {
        peer.send("left");
        awaitAvailable(4);
        CompletableFuture<Slice> read = connection.readExactly(5);
        peer.reset();
        Throwable failure = failureOf(read);
        assertThat(failure).isInstanceOf(ConnectionEndedException.class);
        assertThat(((ConnectionEndedException) failure).ending().reason()).isEqualTo(Reason.PEER_RESET);
        assertThat(text(connection.read())).as("what was received").isEqualTo("left");
        assertThat(failureOf(connection.read())).isInstanceOf(ConnectionEndedException.class);
        assertThat(RunningLoop.get(connection.ended()).reason()).isEqualTo(Reason.PEER_RESET);
        assertThat(failureOf(connection.write("x"))).isInstanceOf(ConnectionEndedException.class);
    }

    @Test
    void aReadThatIsGivenUpHasTakenNothing() throws Exception {
        CompletableFuture<Slice> cancelled = connection.read();
        assertThat(cancelled.cancel(false)).isTrue();
        assertThat(cancelled.cancel(false)).isTrue();
        CompletableFuture<Slice> late = connection.read().orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(failureOf(late)).isInstanceOf(TimeoutException.class);
        CompletableFuture<Slice> byHand = connection.read();
        assertThat(byHand.complete(Slice.EMPTY)).isTrue();
        peer.send("for the next");
        assertThat(text(connection.readExactly(12))).isEqualTo("for the next");
        assertThat(byHand.complete(Slice.of("x"))).isFalse();
        assertThat(text(byHand)).isEmpty();
    }

    @Test
    void oneReadAtATime() throws Exception {
        CompletableFuture<Slice> first = connection.read();
        assertThatThrownBy(connection::read).isInstanceOf(IllegalStateException.class);
        peer.send("x");
        assertThat(text(first)).isEqualTo("x");
        assertThat(connection.read().cancel(false)).isTrue();
    }

    @Test
    void closingEndsWhatWaits() throws Exception {
        CompletableFuture<Slice> read = connection.read();
        connection.write("bye");
        connection.close();
        connection.close();
        assertThat(failureOf(read)).isInstanceOf(AsynchronousCloseException.class);
        assertThat(failureOf(connection.read())).isExactlyInstanceOf(ClosedChannelException.class);
        assertThat(failureOf(connection.write("x"))).isExactlyInstanceOf(ClosedChannelException.class);
        assertThat(failureOf(connection.writable())).isExactlyInstanceOf(ClosedChannelException.class);
        assertThat(peer.readAllText()).isEqualTo("bye");
    }

    @Test
    void finishingEndsOurHalf() throws Exception {
        connection.write("all");
        connection.finish();
        assertThat(peer.readAllText()).isEqualTo("all");
        assertThat(failureOf(connection.write("more"))).isInstanceOf(ClosedChannelException.class);
        peer.send("thanks").finish();
        assertThat(text(connection.readExactly(6))).isEqualTo("thanks");
    }

    @Test
    void abortingDropsWhatIsUnsent() {
        CompletableFuture<Slice> read = connection.read();
        connection.abort();
        assertThat(failureOf(read)).isInstanceOf(AsynchronousCloseException.class);
        await().atMost(RunningLoop.PATIENCE)
                .until(() -> connection.transport().ending().isPresent());
    }

    @Test
    void writesOfAllKindsGoOutInOrder() throws Exception {
        Runnable writes = () -> {
            connection.write(Slice.of("slice "));
            connection.write("bytes ".getBytes());
            connection.write("a part".getBytes(), 2, 4);
            connection.write(ByteBuffer.wrap(" buffer ".getBytes()));
            connection.write(new Buffer().append("linked ").append(Slice.of("pieces ")));
            connection.write("text\n");
        };
        writes.run();
        running.run(writes);
        writes.run();
        assertThat(peer.readText(3 * 42))
                .isEqualTo(
                        "slice bytes part buffer linked pieces text\n".repeat(3).substring(0, 126));
    }

    @Test
    void whatIsWrittenMayBeChangedAfterwards() throws Exception {
        byte[] bytes = "abc".getBytes();
        connection.write(bytes);
        bytes[0] = 'x';
        connection.write(Slice.of(bytes));
        bytes[1] = 'x';
        connection.write(ByteBuffer.wrap(bytes));
        bytes[2] = 'x';
        assertThat(peer.readText(9)).isEqualTo("abcxbcxxc");
    }

    @Test
    void aWriteWaitsWhileThePeerDoesNotRead() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(1 << 10, 16 << 10));
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        byte[] piece = new byte[256 << 10];
        await().atMost(RunningLoop.PATIENCE).until(() -> {
            CompletableFuture<Void> write = connection.write(piece);
            writes.add(write);
            RunningLoop.letPass(Duration.ofMillis(5));
            return !write.isDone();
        });
        assertThat(connection.writable()).isNotDone();
        for (int i = 0; i < writes.size(); i++) {
            peer.read(piece.length);
        }
        writes.forEach(RunningLoop::get);
        RunningLoop.get(connection.writable());
    }

    @Test
    void whoWaitsToWriteIsToldOfTheEnd() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(0, 0));
        byte[] much = new byte[32 << 20];
        CompletableFuture<Void> write = connection.write(much);
        peer.reset();
        assertThat(failureOf(write)).isInstanceOf(ConnectionEndedException.class);
    }

    @Test
    void withoutWaterAWriteIsDoneWhenTheKernelHasIt() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(0, 0));
        RunningLoop.get(connection
                .write("all of it")
                .thenRun(() -> assertThat(connection.transport().unsentBytes()).isZero()));
        assertThat(peer.readText(9)).isEqualTo("all of it");
    }

    @Test
    void whatNobodyReadsIsBounded() throws Exception {
        byte[] chunk = new byte[64 << 10];
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> {
                    try {
                        for (int i = 0; i < 256; i++) {
                            peer.send(chunk);
                        }
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                task -> new Thread(task).start());
        await().atMost(RunningLoop.PATIENCE).until(() -> connection.available() >= AsyncConnection.INPUT_BYTES_MAX);
        RunningLoop.letPass(Duration.ofMillis(100));
        assertThat(connection.available()).isLessThan(AsyncConnection.INPUT_BYTES_MAX + (64 << 10));
        assertThat(sending).isNotDone();
        assertThat(RunningLoop.get(connection.readExactly(256 * chunk.length)).length())
                .isEqualTo(256 * chunk.length);
        RunningLoop.get(sending);
    }

    @Test
    void chainsThatCallThemselvesDoNotFillTheStack() throws Exception {
        int lines = 30_000;
        peer.send("\n".repeat(lines));
        awaitAvailable(lines);
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        count(lines, 0, counted);
        assertThat(RunningLoop.get(counted)).isEqualTo(lines);

        CompletableFuture<Integer> written = new CompletableFuture<>();
        running.run(() -> write(lines, 0, written));
        assertThat(peer.read(lines)).hasSize(lines);
        assertThat(RunningLoop.get(written)).isEqualTo(lines);
    }

    private void count(int lines, int so, CompletableFuture<Integer> counted) {
        if (so == lines) {
            counted.complete(so);
        } else {
            connection.readUntil(NEWLINE, 1).thenRun(() -> count(lines, so + 1, counted));
        }
    }

    private void write(int times, int so, CompletableFuture<Integer> written) {
        if (so == times) {
            written.complete(so);
        } else {
            connection.write("x").thenRun(() -> write(times, so + 1, written));
        }
    }

    @Test
    void theLoopsThreadMustNotWait() {
        running.run(() -> {
            CompletableFuture<Slice> read = connection.read();
            assertThatThrownBy(read::join).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> read.thenApply(Slice::length).get()).isInstanceOf(IllegalStateException.class);
            read.cancel(false);
        });
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(() -> connection.read(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.readExactly(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.readUntil(NEWLINE, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.write(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(connection.read().cancel(false)).as("no read is left").isTrue();
    }
}
