package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Threads of every kind turn a loop and ask it, whatever is done to them meanwhile. */
class ThreadsTest {
    private static final int MESSAGES = 1000;
    private static final int SMALL_STACK = 128 << 10;

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    private static void assertEchoes(Peer peer, int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            assertThat(peer.send("message").readText(7)).isEqualTo("message");
        }
    }

    // ---- Interrupts

    @Test
    void interruptsInMidTrafficLoseNothing() throws Exception {
        Thread loopThread = running.on(Thread::currentThread);
        Peer peer = running.peerOf(address -> new Echo());
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupting = new Thread(() -> {
            while (!done.get()) {
                loopThread.interrupt();
                LockSupport.parkNanos(20_000);
            }
        });
        interrupting.start();
        assertEchoes(peer, MESSAGES);
        done.set(true);
        interrupting.join(RunningLoop.PATIENCE.toMillis());
        running.run(Thread::interrupted);
    }

    @Test
    void anInterruptThatNobodyTakesDoesNotKeepTheLoopAwake() {
        running.on(Thread::currentThread).interrupt();
        running.run(() -> {});
        long before = running.loop().counters().turns();
        RunningLoop.letPass(Duration.ofMillis(200)); // in which a loop that does not sleep turns ten thousands of times
        assertThat(running.loop().counters().turns() - before).isLessThan(100);
        assertThat(running.on(Thread::interrupted)).isTrue();
    }

    @Test
    void whoIsInterruptedWhileALoopAnswersGetsTheAnswerFirst() {
        Thread.currentThread().interrupt();
        assertThat(running.listen(address -> new Echo())).isPositive();
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- Whose thread turns it

    @Test
    void aLoopTurnsOnAVirtualThread() throws Exception {
        assumeThat(Runtime.version().feature())
                .as("a JDK that has virtual threads")
                .isGreaterThanOrEqualTo(21);
        EventLoop loop = EventLoop.open();
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable) loop::run);
        assertServes(loop);
        loop.close();
        thread.join(RunningLoop.PATIENCE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aLoopTurnsOnOneThreadOfAPoolAfterAnother() throws Exception {
        EventLoop loop = running.closing(EventLoop.open());
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            for (int i = 0; i < 10; i++) {
                CompletableFuture<Void> run = CompletableFuture.runAsync(loop::run, pool);
                assertServes(loop);
                loop.stop();
                RunningLoop.get(run);
            }
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Transport accepted() {
        Recorder recorder = new Recorder();
        running.peerOf(address -> recorder);
        return recorder.awaitMade();
    }

    private void assertServes(EventLoop loop) throws IOException {
        Listener listener = Endpoint.tcp("127.0.0.1", 0).listen(loop, address -> new Echo());
        try (Peer peer = Peer.connect(listener.port())) {
            assertEchoes(peer, 10);
        }
        listener.close();
    }

    @Test
    void aSmallStackIsEnoughAndItsEndIsTheCallbacksOwn() throws Exception {
        EventLoop loop = running.closing(EventLoop.open());
        Thread small = new Thread(null, loop::run, "small", SMALL_STACK);
        small.start();
        assertServes(loop);
        AtomicInteger depth = new AtomicInteger();
        int port = Endpoint.tcp("127.0.0.1", 0)
                .listen(loop, address -> new Recorder() {
                    @Override
                    public void dataReceived(Slice data) {
                        depth.incrementAndGet();
                        transport().write(data);
                        dataReceived(data);
                    }
                })
                .port();
        for (int i = 0; i < 10; i++) {
            Peer deep = running.closing(Peer.connect(port));
            deep.send("x");
            assertThatThrownBy(deep::readAll).isInstanceOf(IOException.class);
        }
        assertThat(depth.get()).isGreaterThan(10);
        assertThat(RecordedLog.takeFailures()).hasSize(10).hasOnlyElementsOfType(StackOverflowError.class);
        assertServes(loop);
    }

    /** The stack ends in the midst of commands, and of passing on a full block of them. */
    @Test
    void whatOthersHaveWrittenIsSentWholeWhereTheStackEndsInAWrite() throws Exception {
        Recorder honest = new Recorder();
        Peer peer = running.peerOf(address -> honest);
        Transport[] pair = {accepted(), accepted()};
        Transport other = honest.awaitMade();
        for (int round = 0; round < 200; round++) {
            String before = "round " + round + " before, ";
            String after = "round " + round + " after";
            running.run(() -> other.write(before));
            running.loop().execute(() -> {
                other.write(before);
                writeWithoutEnd(pair, 0);
            });
            running.run(() -> other.write(after));
            String whole = before + before + after;
            assertThat(peer.readText(whole.length())).isEqualTo(whole);
        }
        assertThat(RecordedLog.takeFailures()).hasSize(200).hasOnlyElementsOfType(StackOverflowError.class);
    }

    private static void writeWithoutEnd(Transport[] pair, int depth) {
        pair[depth % 2].write("x"); // now to one, then to the other, so that each is a command
        writeWithoutEnd(pair, depth + 1);
    }

    // ---- Waiting where one must not

    @Test
    void whoWaitsOnALoopsThreadForWhatLoopsDoIsToldNotTo() throws Exception {
        Recorder recorder = new Recorder();
        int port = running.listen(address -> recorder);
        EventLoop other = running.closing(EventLoop.open());
        other.start();
        Endpoint endpoint = Endpoint.tcp("127.0.0.1", port);
        running.run(() -> {
            CompletableFuture<Protocol> made = endpoint.connect(running.loop(), address -> new Recorder());
            for (CompletableFuture<?> future : List.of(made, made.thenApply(Protocol::transport))) {
                assertWaitingIsRefused(future);
            }
        });
        Transport transport = recorder.awaitMade();
        running.run(() -> assertWaitingIsRefused(transport.moveTo(other)));
        Awaitility.await().atMost(RunningLoop.PATIENCE).until(() -> transport.loop() == other);
    }

    private static void assertWaitingIsRefused(CompletableFuture<?> future) {
        assertThat(future).isNotDone();
        assertThatThrownBy(future::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thenAccept");
        assertThatThrownBy(future::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> future.get(1, TimeUnit.HOURS)).isInstanceOf(IllegalStateException.class);
    }
}
