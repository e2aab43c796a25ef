package io.millrace;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Where to listen, or where to connect to. A value: it holds nothing open.
 *
 * <pre>{@code
 * Listener listener = Endpoint.tcp("127.0.0.1", 8080).listen(loop, peer -> new Echo());
 * CompletableFuture<Protocol> client = Endpoint.tcp("127.0.0.1", 8080).connect(loop, peer -> new Client());
 * }</pre>
 */
public final class Endpoint {
    private final InetSocketAddress address;

    private Endpoint(InetSocketAddress address) {
        this.address = address;
    }

    /**
     * A TCP endpoint. The name is resolved here and now, which may block: do it before the loop runs, or give a number.
     *
     * @param host a name or a literal IPv4 or IPv6 address
     * @param port 0 to 65535; to listen on 0 takes any free port, which {@link Listener#port} then tells
     * @throws IllegalArgumentException if the port is out of range, or the host is unknown
     */
    public static Endpoint tcp(String host, int port) {
        Objects.requireNonNull(host, "host");
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host " + host + " is unknown");
        }
        return new Endpoint(address);
    }

    /** The address that the host resolved to, and the port. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Accepts connections on {@code loop}. From the loop's own thread, or from any thread outside all loops, whether the
     * loop runs yet or not; it is bound when this returns.
     *
     * @throws MillraceException if the kernel refuses, for example because the port is taken
     * @throws IllegalStateException if the loop is closed, or when called on another loop's thread
     */
    public Listener listen(EventLoop loop, ProtocolFactory factory) {
        return loop.listen(address, Objects.requireNonNull(factory, "factory"));
    }

    /** As {@link #connect(EventLoop, ProtocolFactory, Duration)}, for at most 30 seconds. */
    public CompletableFuture<Protocol> connect(EventLoop loop, ProtocolFactory factory) {
        return connect(loop, factory, Duration.ofSeconds(30));
    }

    /**
     * Opens a connection from {@code loop}. From any thread; does not wait.
     *
     * @return completes on the loop's thread: with the protocol, after its {@code connectionMade}; or with a
     *     {@link MillraceException} when the connection could not be made within {@code timeout}
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public CompletableFuture<Protocol> connect(EventLoop loop, ProtocolFactory factory, Duration timeout) {
        Objects.requireNonNull(factory, "factory");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out of " + timeout + ", but it must be more than zero");
        }
        CompletableFuture<Protocol> made = new CompletableFuture<>();
        loop.execute(() -> loop.dispatcher().connect(address, factory, timeout, made));
        return made;
    }

    @Override
    public String toString() {
        return "tcp:" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
