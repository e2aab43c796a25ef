package io.millrace;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;

/**
 * Keeps a connection: makes it again when it is lost or cannot be made, and waits longer each time. Any thread.
 *
 * <pre>{@code
 * ReconnectingClient client = ReconnectingClient.start(endpoint, loop, peer -> new Client());
 * client.resetDelay();     // when the server has answered something sensible: the next loss is a new one
 * client.stopTrying();     // the connection stays; when it ends, no other is made
 * }</pre>
 */
public final class ReconnectingClient {
    /**
     * How patient it is.
     *
     * @param initialDelay before the first retry; more than zero
     * @param maxDelay the longest; at least {@code initialDelay}, at most 1,000 days
     * @param factor each wait is so many times as long as the one before; 1 or more
     * @param jitter each wait is spread around that by a normal distribution of so much of it; 0 to 1
     * @param retriesMax how often it tries again before it gives up
     */
    public record Options(Duration initialDelay, Duration maxDelay, double factor, double jitter, int retriesMax) {
        private static final Duration DELAY_LIMIT = Duration.ofDays(1000);

        /** One second at first, an hour at most, 2.7 times as long each time, with a jitter of 0.12, and without end. */
        public static final Options DEFAULTS =
                new Options(Duration.ofSeconds(1), Duration.ofHours(1), Math.E, 0.12, Integer.MAX_VALUE);

        /** Checks the bounds. */
        public Options {
            if (initialDelay.isNegative() || initialDelay.isZero()) {
                throw new IllegalArgumentException("initialDelay is " + initialDelay + ", but must be more than zero");
            }
            if (maxDelay.compareTo(initialDelay) < 0 || maxDelay.compareTo(DELAY_LIMIT) > 0) {
                throw new IllegalArgumentException(
                        "maxDelay is " + maxDelay + ", but must be from initialDelay to " + DELAY_LIMIT);
            }
            if (!(factor >= 1) || factor == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("factor is " + factor + ", but must be 1 or more");
            }
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("jitter is " + jitter + ", but must be 0 to 1");
            }
            if (retriesMax < 0) {
                throw new IllegalArgumentException("retriesMax is " + retriesMax + ", but must not be negative");
            }
        }

        /** The same with other delays. */
        public Options withDelays(Duration initial, Duration max) {
            return new Options(initial, max, factor, jitter, retriesMax);
        }

        /** The same with another factor. */
        public Options withFactor(double other) {
            return new Options(initialDelay, maxDelay, other, jitter, retriesMax);
        }

        /** The same with another jitter. */
        public Options withJitter(double other) {
            return new Options(initialDelay, maxDelay, factor, other, retriesMax);
        }

        /** The same with another number of retries. */
        public Options withRetriesMax(int retries) {
            return new Options(initialDelay, maxDelay, factor, jitter, retries);
        }
    }

    private final Endpoint endpoint;
    private final EventLoop loop;
    private final ProtocolFactory factory;
    private final Backoff backoff;
    private Timer waiting; // on the loop's thread

    // Written on the loop's thread alone.
    private volatile boolean trying = true;
    private volatile int retries;
    private volatile Throwable failure;

    private ReconnectingClient(Endpoint endpoint, EventLoop loop, ProtocolFactory factory, Options options) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.factory = factory;
        this.backoff = new Backoff(options, new SplittableRandom());
    }

    /** As {@link #start(Endpoint, EventLoop, ProtocolFactory, Options)}, with the defaults. */
    public static ReconnectingClient start(Endpoint endpoint, EventLoop loop, ProtocolFactory factory) {
        return start(endpoint, loop, factory, Options.DEFAULTS);
    }

    /**
     * Connects, and goes on doing so until it is told to stop, gives up, or the loop is closed.
     *
     * @param factory makes a protocol for each connection
     * @throws RejectedExecutionException if the loop is closed
     * @throws IllegalStateException if the endpoint cannot be connected to
     */
    public static ReconnectingClient start(
            Endpoint endpoint, EventLoop loop, ProtocolFactory factory, Options options) {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(options, "options");
        ReconnectingClient client = new ReconnectingClient(endpoint, loop, factory, options);
        client.connect();
        return client;
    }

    /** The next wait is the first one again, and none of the retries has been used. */
    public void resetDelay() {
        pass(() -> {
            backoff.reset();
            retries = 0;
        });
    }

    /** Makes no other connection. One that is open stays, and one that is being made may still come. */
    public void stopTrying() {
        pass(() -> {
            trying = false;
            if (waiting != null) {
                waiting.cancel();
            }
        });
    }

    /** Whether it would make the connection again: neither stopped, nor given up, nor is its loop closed. */
    public boolean isTrying() {
        return trying && !loop.isClosed();
    }

    /** How often it has tried again since the start or the last {@link #resetDelay}. */
    public int retries() {
        return retries;
    }

    /** Why a connection could not be made the last time that one could not. */
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(failure);
    }

    private void pass(Runnable operation) {
        if (loop.inLoop()) {
            operation.run();
        } else {
            loop.engine().mailbox().offer(operation);
        }
    }

    private void connect() {
        endpoint.connect(loop, factory).whenComplete((protocol, thrown) -> {
            if (thrown == null) {
                protocol.transport().life().whenEnded(ended -> retry());
            } else {
                failure = thrown;
                retry();
            }
        });
    }

    private void retry() {
        if (!trying || loop.isClosed()) {
            return;
        }
        if (backoff.isSpent()) {
            trying = false;
            return;
        }
        Duration delay = backoff.next();
        retries = backoff.retries();
        waiting = loop.later(delay, this::connect);
    }

    @Override
    public String toString() {
        return "reconnecting client of " + endpoint;
    }
}
