package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.RunningLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection that is lost is made again, later each time, until that is enough. */
class ReconnectingClientTest {
    private static final ReconnectingClient.Options QUICK =
            ReconnectingClient.Options.DEFAULTS.withDelays(Duration.ofMillis(1), Duration.ofMillis(2));

    @RegisterExtension
    final RunningLoop running = new RunningLoop();

    private final List<Recorder> clients = new CopyOnWriteArrayList<>();

    private Protocol remember() {
        Recorder client = new Recorder();
        clients.add(client);
        return client;
    }

    private void awaitClients(int count) {
        await().atMost(RunningLoop.PATIENCE)
                .until(() ->
                        clients.size() == count && clients.get(count - 1).made.isDone());
    }

    @Test
    void aLostConnectionIsMadeAgain() {
        int port = running.listen(peer -> new Recorder());
        ReconnectingClient client =
                ReconnectingClient.start(Endpoint.tcp("127.0.0.1", port), running.loop(), peer -> remember(), QUICK);
        for (int i = 1; i <= 5; i++) {
            awaitClients(i);
            assertThat(client.retries()).isEqualTo(i - 1);
            clients.get(i - 1).awaitMade().abort();
        }
        awaitClients(6);
        client.resetDelay();
        running.run(() -> {});
        assertThat(client.retries()).isZero();
        client.stopTrying();
        running.run(() -> {});
        assertThat(client.isTrying()).isFalse();
        assertThat(clients.get(5).awaitMade().isOpen()).isTrue();
        clients.get(5).awaitMade().abort();
        clients.get(5).awaitEnding();
        running.run(() -> {});
        assertThat(client.retries()).isZero();
    }

    @Test
    void aServerThatComesLaterIsFound() {
        int port = running.listen(peer -> new Recorder());
        Endpoint endpoint = Endpoint.tcp("127.0.0.1", port);
        try (EventLoop other = EventLoop.open()) { // whose port is free again when it is closed
            port = Endpoint.tcp("127.0.0.1", 0).listen(other, peer -> null).port();
            endpoint = Endpoint.tcp("127.0.0.1", port);
        }
        ReconnectingClient client = ReconnectingClient.start(endpoint, running.loop(), peer -> remember(), QUICK);
        await().atMost(RunningLoop.PATIENCE).until(() -> client.retries() > 2);
        assertThat(client.lastFailure()).get().isInstanceOf(MillraceException.class);
        endpoint.listen(running.loop(), peer -> new Recorder());
        awaitClients(1);
        client.stopTrying();
    }

    @Test
    void itGivesUpWhenThatIsEnough() {
        ReconnectingClient client = ReconnectingClient.start(
                Endpoint.tcp("127.0.0.9", 1), running.loop(), peer -> remember(), QUICK.withRetriesMax(3));
        await().atMost(RunningLoop.PATIENCE).until(() -> !client.isTrying());
        assertThat(client.retries()).isEqualTo(3);
        assertThat(clients).isEmpty();
    }

    @Test
    void itEndsWithItsLoop() {
        EventLoop loop = EventLoop.open();
        ReconnectingClient client =
                ReconnectingClient.start(Endpoint.tcp("127.0.0.9", 1), loop, peer -> remember(), QUICK);
        loop.close();
        assertThat(client.isTrying()).isFalse();
        client.resetDelay();
        client.stopTrying();
    }

    @Test
    void waitsGrowUpToTheirBound() {
        ReconnectingClient.Options options = ReconnectingClient.Options.DEFAULTS
                .withDelays(Duration.ofSeconds(1), Duration.ofSeconds(20))
                .withFactor(3);
        Backoff exact = new Backoff(options.withJitter(0), new SplittableRandom(1));
        assertThat(Stream.generate(exact::next).limit(5).map(Duration::toSeconds))
                .containsExactly(1L, 3L, 9L, 20L, 20L);
        exact.reset();
        assertThat(exact.next()).hasSeconds(1);

        Backoff spread = new Backoff(options.withFactor(1).withJitter(0.1), new SplittableRandom(1));
        double[] seconds = Stream.generate(spread::next)
                .limit(1000)
                .mapToDouble(delay -> delay.toNanos() / 1e9)
                .toArray();
        assertThat(Stream.of(seconds).flatMapToDouble(Arrays::stream).average().orElseThrow())
                .isBetween(0.98, 1.02);
        assertThat(Arrays.stream(seconds).distinct().count()).isGreaterThan(900);
    }

    @Test
    void optionsOutOfBoundsAreRefused() {
        ReconnectingClient.Options good = ReconnectingClient.Options.DEFAULTS;
        List<Runnable> bad = List.of(
                () -> good.withDelays(Duration.ZERO, Duration.ofSeconds(1)),
                () -> good.withDelays(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                () -> good.withDelays(Duration.ofSeconds(2), Duration.ofDays(1001)),
                () -> good.withFactor(0.9),
                () -> good.withFactor(Double.NaN),
                () -> good.withFactor(Double.POSITIVE_INFINITY),
                () -> good.withJitter(-0.1),
                () -> good.withJitter(Double.NaN),
                () -> good.withRetriesMax(-1));
        bad.forEach(one -> assertThatThrownBy(one::run).isInstanceOf(IllegalArgumentException.class));
    }
}
