package io.millrace.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.ConnectionEndedException;
import io.millrace.Endpoint;
import io.millrace.Limits;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Mark;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that wait, from threads that are no loop's. */
class BlockingConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final CompletableFuture<AsyncConnection> made = new CompletableFuture<>();
    private Peer peer;
    private BlockingConnection connection;

    @BeforeEach
    void connect() {
        peer = running.peerOf(AsyncConnection.each(made::complete));
        connection = BlockingConnection.of(RunningLoop.get(made));
    }

    private interface Call<T> {
        T run() throws Exception;
    }

    /** A thread that makes a call, and is known to wait in it. */
    private static <T> Waiter<T> waiting(Call<T> call) {
        FutureTask<T> task = new FutureTask<>(call::run);
        Thread thread = new Thread(task);
        thread.start();
        await().atMost(RunningLoop.PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return new Waiter<>(thread, task);
    }

    private record Waiter<T>(Thread thread, FutureTask<T> task) {
        T answer() throws Exception {
            return task.get(RunningLoop.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void readsAndWrites() throws Exception {
        peer.send("hello, mill\r\nand all");
        assertThat(connection.readUntil(Mark.CRLF, 100).toString(StandardCharsets.UTF_8))
                .isEqualTo("hello, mill");
        assertThat(connection.readExactly(3).toString(StandardCharsets.UTF_8)).isEqualTo("and");
        assertThat(connection.read(1).toString(StandardCharsets.UTF_8)).isEqualTo(" ");
        ByteBuffer into = ByteBuffer.allocate(10);
        assertThat(connection.read(into)).isEqualTo(3);
        peer.finish();
        assertThat(connection.read().isEmpty()).isTrue();
        assertThat(connection.read(into)).isEqualTo(-1);
        assertThatThrownBy(() -> connection.readExactly(1)).isInstanceOf(EOFException.class);

        connection.write(Slice.of("a"));
        connection.write("b".getBytes());
        connection.write("xcx".getBytes(), 1, 1);
        ByteBuffer bytes = ByteBuffer.wrap("d".getBytes());
        connection.write(bytes);
        assertThat(bytes.remaining()).isEqualTo(1);
        connection.write("é");
        Buffer buffer = new Buffer().append("f");
        connection.write(buffer);
        assertThat(buffer.isEmpty()).isTrue();
        connection.finish();
        assertThat(peer.readAllText()).isEqualTo("abcdéf");
        connection.close();
    }

    @Test
    void aReadThatTakesTooLongHasReadNothing() throws Exception {
        assertThat(connection.timeout()).isEqualTo(Duration.ofSeconds(30));
        connection.timeout(SHORT);
        assertThatThrownBy(connection::read).isInstanceOf(SocketTimeoutException.class);
        peer.send("ab");
        assertThatThrownBy(() -> connection.readExactly(3)).isInstanceOf(SocketTimeoutException.class);
        connection.timeout(RunningLoop.PATIENCE);
        assertThat(connection.readExactly(2).toString(StandardCharsets.UTF_8)).isEqualTo("ab");
    }

    @Test
    void noCallWaitsForNoTime() {
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertThatThrownBy(() -> connection.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> BlockingConnection.connect(Endpoint.tcp("127.0.0.1", 1), running.loop(), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        connection.timeout(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(connection.timeout()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }

    @Test
    void aWriteWaitsWhileThePeerDoesNotRead() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(1 << 10, 16 << 10));
        connection.timeout(Duration.ofMillis(200));
        byte[] much = new byte[32 << 20];
        much[much.length - 1] = 7;
        int written = 0;
        try {
            connection.write(much);
        } catch (SocketTimeoutException late) {
            written = late.bytesTransferred;
        }
        assertThat(written).isPositive().isLessThan(much.length);
        connection.timeout(RunningLoop.PATIENCE);
        int rest = written;
        Waiter<Void> writer = waiting(() -> {
            connection.write(much, rest, much.length - rest);
            return null;
        });
        assertThat(peer.read(much.length)).isEqualTo(much);
        writer.answer();
    }

    @Test
    void aSecondWriterWaitsForTheFirst() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(1 << 10, 16 << 10));
        byte[] much = new byte[32 << 20];
        Waiter<Void> first = waiting(() -> {
            connection.write(much);
            return null;
        });
        connection.timeout(SHORT);
        assertThatThrownBy(() -> connection.write("x"))
                .isInstanceOfSatisfying(
                        SocketTimeoutException.class,
                        late -> assertThat(late.bytesTransferred).isZero());
        connection.timeout(RunningLoop.PATIENCE);
        Waiter<Void> second = waiting(() -> {
            connection.write("behind");
            return null;
        });
        assertThat(peer.read(much.length)).isEqualTo(much);
        first.answer();
        second.answer();
        assertThat(peer.readText(6)).isEqualTo("behind");
    }

    @Test
    void anInterruptEndsTheWaitAndNothingElse() throws Exception {
        Waiter<Boolean> reader = waiting(() -> {
            assertThatThrownBy(connection::read)
                    .isInstanceOf(InterruptedIOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            return Thread.interrupted();
        });
        reader.thread().interrupt();
        assertThat(reader.answer()).as("still interrupted").isTrue();
        peer.send("unharmed");
        assertThat(connection.readExactly(8).toString(StandardCharsets.UTF_8)).isEqualTo("unharmed");
    }

    @Test
    void whatNeedNotWaitDoesNotMindAnInterrupt() throws Exception {
        peer.send("there");
        assertThat(connection.read(1).toString(StandardCharsets.UTF_8)).isEqualTo("t");
        Thread.currentThread().interrupt();
        assertThat(connection.readExactly(4).toString(StandardCharsets.UTF_8)).isEqualTo("here");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closingWakesWhoWaits() throws Exception {
        Waiter<Slice> reader = waiting(connection::read);
        connection.close();
        connection.close();
        assertThatThrownBy(reader::answer).hasCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(connection::read).isExactlyInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> connection.write("x")).isExactlyInstanceOf(ClosedChannelException.class);
        assertThat(peer.readAll()).isEmpty();
    }

    @Test
    void closingWakesWhoWaitsToWrite() throws Exception {
        Waiter<Void> writer = waiting(() -> {
            connection.write(new byte[32 << 20]);
            return null;
        });
        connection.abort();
        connection.close();
        assertThatThrownBy(writer::answer).hasCauseInstanceOf(ClosedChannelException.class);
    }

    @Test
    void theEndOfTheConnectionWakesWhoWaits() throws Exception {
        Waiter<Slice> reader = waiting(connection::read);
        peer.reset();
        assertThatThrownBy(reader::answer)
                .cause()
                .isInstanceOf(SocketException.class)
                .hasCauseInstanceOf(ConnectionEndedException.class);
        RunningLoop.get(connection.async().ended());
        assertThatThrownBy(() -> connection.write("x")).isInstanceOf(SocketException.class);
    }

    @Test
    void theLoopsThreadMustNotWait() throws Exception {
        peer.send("there is something");
        running.run(() -> {
            assertThatThrownBy(connection::read).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> connection.write("x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> BlockingConnection.connect(Endpoint.tcp("127.0.0.1", 1), running.loop()))
                    .isInstanceOf(IllegalStateException.class);
        });
        assertThat(connection.readExactly(5).toString(StandardCharsets.UTF_8))
                .as("nothing is in the way")
                .isEqualTo("there");
    }

    @Test
    void twoReadsAtOnceAreRefused() throws Exception {
        Waiter<Slice> reader = waiting(connection::read);
        assertThatThrownBy(connection::read).isInstanceOf(IllegalStateException.class);
        peer.send("x");
        assertThat(reader.answer().toString(StandardCharsets.UTF_8)).isEqualTo("x");
    }

    // ---- Views

    @Test
    void streams() throws Exception {
        peer.send("first line\nsecond line\n\u00ff".getBytes(StandardCharsets.ISO_8859_1));
        peer.finish();
        assertThat(connection.inputStream().read()).isEqualTo('f');
        assertThat(connection.inputStream().available()).isNotNegative();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.inputStream(), StandardCharsets.ISO_8859_1));
        assertThat(reader.readLine()).isEqualTo("irst line");
        assertThat(reader.readLine()).isEqualTo("second line");
        assertThat(reader.read()).isEqualTo(0xff);
        assertThat(reader.read()).isEqualTo(-1);
        connection.outputStream().write('a');
        connection.outputStream().write("bcd".getBytes(), 1, 2);
        connection.outputStream().close();
        assertThat(peer.readAllText()).isEqualTo("acd");
        assertThatThrownBy(() -> connection.inputStream().read()).isInstanceOf(IOException.class);
        connection.inputStream().close();
    }

    @Test
    void aChannel() throws Exception {
        ByteChannel channel = connection.channel();
        ByteBuffer bytes = ByteBuffer.wrap("hello".getBytes());
        assertThat(channel.write(bytes)).isEqualTo(5);
        assertThat(bytes.hasRemaining()).isFalse();
        peer.send(peer.read(5));
        ByteBuffer into = ByteBuffer.allocateDirect(5);
        while (into.hasRemaining()) {
            channel.read(into);
        }
        peer.finish();
        into.clear();
        assertThat(channel.read(into)).isEqualTo(-1);
        assertThat(channel.isOpen()).isTrue();
        channel.close();
        assertThatThrownBy(() -> channel.read(into)).isInstanceOf(ClosedChannelException.class);
        assertThat(peer.readAll()).isEmpty();
    }

    @Test
    void anInterruptClosesTheChannel() throws Exception {
        ByteChannel channel = connection.channel();
        connection.timeout(SHORT);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(SocketTimeoutException.class);
        connection.timeout(RunningLoop.PATIENCE);
        Waiter<Boolean> reader = waiting(() -> {
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedByInterruptException.class);
            return Thread.interrupted();
        });
        reader.thread().interrupt();
        assertThat(reader.answer()).isTrue();
        assertThatThrownBy(() -> connection.read()).isInstanceOf(ClosedChannelException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- Servers

    @Test
    void aHandlerForEachConnection() throws Exception {
        Peer client = running.peerOf(BlockingConnection.each(task -> new Thread(task).start(), handled -> {
            for (Slice bytes = handled.read(); !bytes.isEmpty(); bytes = handled.read()) {
                handled.write(bytes);
            }
        }));
        assertThat(client.send("hello").readText(5)).isEqualTo("hello");
        client.finish();
        assertThat(client.readAll()).isEmpty();
    }

    @Test
    void aHandlerThatFailsAbortsItsConnection() throws Exception {
        Peer client = running.peerOf(BlockingConnection.each(task -> new Thread(task).start(), handled -> {
            throw new IllegalArgumentException("of the handler");
        }));
        assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
        await().atMost(RunningLoop.PATIENCE)
                .untilAsserted(() -> assertThat(RecordedLog.takeFailures()).hasSize(1));
        Peer silent = running.peerOf(BlockingConnection.each(task -> new Thread(task).start(), handled -> {
            handled.timeout(SHORT);
            handled.read();
        }));
        assertThatThrownBy(silent::readAll).isInstanceOf(SocketException.class);
    }

    @Test
    void aConnectionThatNobodyTakesIsAborted() {
        Peer client = running.peerOf(BlockingConnection.each(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                handled -> {}));
        assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
        assertThat(RecordedLog.takeFailures()).hasSize(1);
    }

    @Test
    void acceptsAndConnects() throws Exception {
        BlockingListener listener =
                running.closing(BlockingListener.listen(Endpoint.tcp("127.0.0.1", 0), running.loop()));
        Waiter<BlockingConnection> acceptor = waiting(listener::accept);
        BlockingConnection client = BlockingConnection.connect(
                Endpoint.tcp("127.0.0.1", listener.listener().port()), running.loop());
        BlockingConnection server = acceptor.answer();
        client.write("hello");
        assertThat(server.readExactly(5).toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        client.close();
        assertThat(server.read().isEmpty()).isTrue();
        server.close();

        listener.timeout(SHORT);
        assertThat(listener.timeout()).isEqualTo(SHORT);
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        listener.timeout(RunningLoop.PATIENCE);
        Waiter<BlockingConnection> last = waiting(listener::accept);
        listener.close();
        assertThatThrownBy(last::answer).hasCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(listener::accept).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> BlockingConnection.connect(
                        Endpoint.tcp("127.0.0.1", listener.listener().port()), running.loop()))
                .isInstanceOf(SocketException.class);
    }
}
