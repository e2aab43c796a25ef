package io.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.ConnectionEndedException;
import io.millrace.Limits;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Slice;
import io.millrace.testing.Peer;
import io.millrace.testing.RecordedLog;
import io.millrace.testing.RunningLoop;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection as a publisher and a subscriber, beyond the rules that the kit of Reactive Streams checks. */
class FlowConnectionTest {
    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final CompletableFuture<FlowConnection> made = new CompletableFuture<>();
    private Peer peer;
    private FlowConnection connection;

    @BeforeEach
    void connect() {
        peer = running.peerOf(FlowConnection.each(made::complete));
        connection = RunningLoop.get(made);
    }

    /** Collects what comes, and asks only when it is told to. */
    private static class Collector implements Flow.Subscriber<Slice> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<String> all = new CompletableFuture<>();
        final AtomicInteger elements = new AtomicInteger();
        private final StringBuffer text = new StringBuffer();

        void request(long count) {
            RunningLoop.get(subscription).request(count);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(Slice bytes) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            elements.incrementAndGet();
        }

        @Override
        public void onError(Throwable why) {
            all.completeExceptionally(why);
        }

        @Override
        public void onComplete() {
            all.complete(text.toString());
        }

        void awaitElements(int count) {
            await().atMost(RunningLoop.PATIENCE).until(() -> elements.get() == count);
        }
    }

    private Collector collect() {
        Collector collector = new Collector();
        connection.input(4).subscribe(collector);
        return collector;
    }

    @Test
    void echoes() throws Exception {
        connection.input().subscribe(connection.output());
        byte[] much = new byte[1 << 20];
        much[much.length - 1] = 7;
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> {
                    try {
                        peer.send(much).finish();
                    } catch (java.io.IOException failed) {
                        throw new AssertionError(failed);
                    }
                },
                task -> new Thread(task).start());
        assertThat(peer.readAll()).isEqualTo(much);
        RunningLoop.get(sending);
    }

    @Test
    void nothingIsReadThatIsNotAskedFor() throws Exception {
        Collector collector = collect();
        peer.send("hello, mill").finish();
        RunningLoop.letPass(Duration.ofMillis(20));
        assertThat(collector.elements).hasValue(0);
        collector.request(2);
        collector.awaitElements(2);
        RunningLoop.letPass(Duration.ofMillis(20));
        assertThat(collector.elements).hasValue(2);
        collector.request(Long.MAX_VALUE);
        collector.request(Long.MAX_VALUE);
        assertThat(RunningLoop.get(collector.all)).isEqualTo("hello, mill");
    }

    @Test
    void oneSubscriberAtATimeAndTheNextGoesOn() throws Exception {
        Collector first = collect();
        first.request(1);
        Collector second = collect();
        assertThatThrownBy(() -> RunningLoop.get(second.all)).hasCauseInstanceOf(IllegalStateException.class);
        peer.send("1234");
        first.awaitElements(1);
        RunningLoop.get(first.subscription).cancel();
        peer.send("5678").finish();
        Collector third = collect();
        third.request(10);
        assertThat(RunningLoop.get(third.all)).isEqualTo("5678");
        assertThat(first.all).isNotDone();
    }

    @Test
    void aReadByFuturesIsNotPublished() throws Exception {
        CompletableFuture<Slice> read = connection.async().read();
        Collector collector = collect();
        collector.request(1);
        assertThatThrownBy(() -> RunningLoop.get(collector.all)).hasCauseInstanceOf(IllegalStateException.class);
        peer.send("x");
        assertThat(RunningLoop.get(read).length()).isEqualTo(1);
    }

    @Test
    void aLostConnectionFails() throws Exception {
        Collector collector = collect();
        collector.request(1);
        peer.reset();
        assertThatThrownBy(() -> RunningLoop.get(collector.all)).hasCauseInstanceOf(ConnectionEndedException.class);
    }

    @Test
    void aSubscriberThatThrowsAbortsTheConnection() throws Exception {
        connection.input().subscribe(new Collector() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                given.request(1);
            }

            @Override
            public void onNext(Slice bytes) {
                throw new IllegalArgumentException("of the subscriber");
            }
        });
        peer.send("x");
        assertThatThrownBy(peer::readAll).isInstanceOf(SocketException.class);
        assertThat(RecordedLog.takeFailures()).hasSize(1);
    }

    @Test
    void sendsWhatAnyPublisherGives() throws Exception {
        try (SubmissionPublisher<Slice> publisher = new SubmissionPublisher<>()) {
            publisher.subscribe(connection.output());
            for (int i = 0; i < 100; i++) {
                publisher.submit(Slice.of("line " + i + "\n"));
            }
        }
        assertThat(peer.readAllText().lines()).hasSize(100).endsWith("line 99");
    }

    /** Gives as many elements as it is asked for, and counts them. */
    private record Endless(AtomicInteger given, CompletableFuture<Void> cancelled) implements Flow.Publisher<Slice> {
        private static final Slice ELEMENT = Slice.of(new byte[16 << 10]);

        @Override
        public void subscribe(Flow.Subscriber<? super Slice> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    CompletableFuture.runAsync(() -> {
                        for (long i = 0; i < count; i++) {
                            given.incrementAndGet();
                            subscriber.onNext(ELEMENT);
                        }
                    });
                }

                @Override
                public void cancel() {
                    cancelled.complete(null);
                }
            });
        }
    }

    @Test
    void asksForMoreOnlyWhileThePeerReads() throws Exception {
        connection.transport().limits(Limits.DEFAULTS.withWater(16 << 10, 64 << 10));
        Endless endless = new Endless(new AtomicInteger(), new CompletableFuture<>());
        endless.subscribe(connection.output());
        await().atMost(RunningLoop.PATIENCE).until(() -> connection.transport().isCrowded());
        AtomicInteger before = new AtomicInteger(-1);
        await().atMost(RunningLoop.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> before.getAndSet(endless.given.get()) == endless.given.get());
        int stopped = endless.given.get();
        assertThat(connection.transport().unsentBytes()).isLessThan((64 << 10) + 20 * (16 << 10));
        peer.read(4 << 20);
        await().atMost(RunningLoop.PATIENCE).until(() -> endless.given.get() > stopped);
        peer.reset();
        RunningLoop.get(endless.cancelled);
    }

    @Test
    void aSecondSubscriptionIsCancelled() {
        Flow.Subscriber<Slice> output = connection.output();
        new Endless(new AtomicInteger(), new CompletableFuture<>()).subscribe(output);
        Endless second = new Endless(new AtomicInteger(), new CompletableFuture<>());
        second.subscribe(output);
        RunningLoop.get(second.cancelled);
        connection.async().abort();
    }

    @Test
    void whatFailsUpstreamAbortsTheConnection() {
        connection.output().onError(new IllegalStateException("upstream"));
        assertThatThrownBy(peer::readAll).isInstanceOf(SocketException.class);
    }

    @Test
    void misuseIsRefused() {
        assertThatThrownBy(() -> connection.input(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.input().subscribe(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> FlowConnection.of((AsyncConnection) null)).isInstanceOf(NullPointerException.class);
        connection.close();
        connection.close();
    }
}
