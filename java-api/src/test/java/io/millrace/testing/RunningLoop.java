package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.DataLoop;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.ProcessCounters;
import io.millrace.ProtocolFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A loop that runs for one test on a thread of its own, and afterwards must have left nothing behind in the process. */
public final class RunningLoop implements BeforeEachCallback, AfterEachCallback {
    /** How long anything may take; nothing waits longer. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    static {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private EventLoop loop;

    @Override
    public void beforeEach(ExtensionContext context) {
        loop = EventLoop.open();
        loop.start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        loop.close();
        assertThat(RecordedLog.takeFailures()).as("failures in callbacks").isEmpty();
        assertNothingIsLeft();
    }

    /** Every connection, listener, feed, loop and segment of the process is given back. */
    public static void assertNothingIsLeft() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            ProcessCounters now = ProcessCounters.read();
            assertThat(now.connections()).as("connections").isZero();
            assertThat(now.listeners()).as("listeners").isZero();
            assertThat(now.feeds()).as("feeds").isZero();
            assertThat(now.loops()).as("loops").isZero();
            assertThat(now.segmentsInUse()).as("segments").isZero();
        });
    }

    /** Of one kind there comes to be nothing in the process. */
    public static void assertNone(String what, ToLongFunction<ProcessCounters> count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count.applyAsLong(ProcessCounters.read()))
                        .as(what)
                        .isZero());
    }

    /** Lets time pass, where that is what a test is about. */
    public static void letPass(Duration time) {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS))
                .join();
    }

    public EventLoop loop() {
        return loop;
    }

    /** Closed at the end of the test, the last one first. */
    public <T extends AutoCloseable> T closing(T made) {
        opened.push(made);
        return made;
    }

    public DataLoop dataLoop() {
        return closing(DataLoop.open());
    }

    /** The port of a new listener. */
    public int listen(ProtocolFactory factory) {
        return Endpoint.tcp("127.0.0.1", 0).listen(loop, factory).port();
    }

    /** A peer that is connected to a new listener. */
    public Peer peerOf(ProtocolFactory factory) {
        return closing(Peer.connect(listen(factory)));
    }

    /** Runs it on the loop's thread and waits for what it answers. */
    public <T> T on(Supplier<T> question) {
        return get(CompletableFuture.supplyAsync(question, loop));
    }

    public void run(Runnable task) {
        get(CompletableFuture.runAsync(task, loop));
    }

    public static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
