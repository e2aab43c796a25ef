package io.millrace;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Where to listen, or where to connect to. A value: it holds nothing open, and no name is looked up before it is used.
 *
 * <pre>{@code
 * Listener listener = Endpoint.tcp("127.0.0.1", 8080).listen(loop, peer -> new Echo());
 * CompletableFuture<Protocol> client = Endpoint.parse("tcp:host=localhost:port=8080").connect(loop, peer -> new Client());
 * }</pre>
 *
 * <p>As text, which is what {@link #parse} takes and {@link #toString} gives:
 *
 * <table>
 * <caption>Endpoints as text</caption>
 * <tr><td>{@code tcp:host=example.org:port=80}</td><td>or {@code tcp:example.org:80}; {@code tcp:80} alone: all addresses of
 *     this machine, to listen on</td></tr>
 * <tr><td>{@code tcp6:host=\:\:1:port=80}</td><td>IPv6 alone; a backslash makes {@code :}, {@code =} and itself letters</td></tr>
 * <tr><td>{@code tcp6:host=fe80\:\:1%eth0:port=80}</td><td>an address that is only one network interface's, with its name or
 *     number</td></tr>
 * <tr><td>{@code tcp:example.org:80:bindAddress=10.0.0.7}</td><td>goes out from this machine's 10.0.0.7; with
 *     {@code bindPort=4000} also from that port</td></tr>
 * <tr><td>{@code udp:127.0.0.1:53}</td><td>datagrams; also {@code udp6}</td></tr>
 * <tr><td>{@code unix:path=/run/hub}</td><td>or {@code unix:/run/hub}</td></tr>
 * <tr><td>{@code unix:abstract=hub}</td><td>a UNIX socket without a file</td></tr>
 * <tr><td>{@code systemd:index=0}</td><td>a socket that systemd passed on, or {@code systemd:name=hub}</td></tr>
 * <tr><td>{@code fd:3}</td><td>an open descriptor: a listening socket to listen on, a connection to connect, a bound
 *     socket to open datagrams on</td></tr>
 * </table>
 */
public final class Endpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int DATAGRAM_BYTES = 2048;

    private final Place place;

    Endpoint(Place place) {
        this.place = place;
    }

    /**
     * A TCP endpoint.
     *
     * @param host a name or a literal IPv4 or IPv6 address, the latter perhaps with a network interface, {@code fe80::1%eth0}
     * @param port 0 to 65535; to listen on 0 takes any free port, which {@link Listener#port} then tells
     * @throws IllegalArgumentException if the port is out of range, or the host cannot be one
     */
    public static Endpoint tcp(String host, int port) {
        return internet(Place.Protocol.TCP, host, port);
    }

    /** All addresses of this machine: to listen on, not to connect to. Otherwise as {@link #tcp(String, int)}. */
    public static Endpoint tcp(int port) {
        return new Endpoint(new Place.Internet(Place.Protocol.TCP, "", port));
    }

    /** The same, for IPv6 alone. */
    public static Endpoint tcp6(String host, int port) {
        return internet(Place.Protocol.TCP6, host, port);
    }

    /** A UDP endpoint; port 0 takes any free port. Otherwise as {@link #tcp(String, int)}. */
    public static Endpoint udp(String host, int port) {
        return internet(Place.Protocol.UDP, host, port);
    }

    private static Endpoint internet(Place.Protocol protocol, String host, int port) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is empty");
        }
        return new Endpoint(new Place.Internet(protocol, host, port));
    }

    /**
     * The same TCP endpoint, with connections that go out from an address of this machine, and any port.
     *
     * @param address an IPv4 or IPv6 address, not a name; of a host with several addresses only those of its family are tried
     * @throws IllegalArgumentException if it is none, or the host is an address of the other family
     * @throws IllegalStateException if this is no TCP endpoint with a host
     */
    public Endpoint bindAddress(String address) {
        return bindAddress(address, 0);
    }

    /**
     * The same, from that port: for one connection at a time to the same peer.
     *
     * @param port 0 to 65535; 0: any
     */
    public Endpoint bindAddress(String address, int port) {
        if (!(place instanceof Place.Internet internet) || !internet.protocol().isTcp() || internet.isAnyHost()) {
            throw new IllegalStateException(this + " is no TCP client's, which alone has a bindAddress");
        }
        return new Endpoint(internet.from(new Place.Local(address, port)));
    }

    /**
     * A UNIX socket at a path. To listen there makes the file, and removes it in the end; one that was left behind, at which
     * nobody listens, is replaced.
     *
     * @throws IllegalArgumentException if the path is empty or longer than 107 bytes
     */
    public static Endpoint unix(Path path) {
        return new Endpoint(new Place.Unix(path.toString(), false));
    }

    /**
     * An endpoint from its text; the class says how that is written.
     *
     * @throws IllegalArgumentException if it is none; the message says what is wrong, and at which letter
     */
    public static Endpoint parse(String text) {
        return new Endpoint(EndpointParser.parse(text));
    }

    /** As {@link #listen(EventLoop, ProtocolFactory, Listener.Options)}, with the defaults. */
    public Listener listen(EventLoop loop, ProtocolFactory factory) {
        return listen(loop, factory, Listener.Options.DEFAULTS);
    }

    /**
     * Accepts connections on {@code loop}. From the loop's own thread, or from any thread outside all loops, whether the
     * loop runs yet or not; it is bound when this returns. A name is looked up on the calling thread.
     *
     * @throws MillraceException if the kernel refuses, for example because the port is taken, or the host is unknown
     * @throws IllegalStateException if the loop is closed, or when called on another loop's thread; if the endpoint is one of
     *     systemd's, and there is no such socket
     */
    public Listener listen(EventLoop loop, ProtocolFactory factory, Listener.Options options) {
        return listen(loop, List.of(), factory, options);
    }

    /** As {@link #listen(LoopGroup, ProtocolFactory, Listener.Options)}, with the defaults. */
    public Listener listen(LoopGroup group, ProtocolFactory factory) {
        return listen(group, factory, Listener.Options.DEFAULTS);
    }

    /**
     * Accepts connections for all loops of a group, in turn; {@code factory} is called on the thread of each. From a thread
     * outside all loops; otherwise as on one loop.
     */
    public Listener listen(LoopGroup group, ProtocolFactory factory, Listener.Options options) {
        List<EventLoop> loops = group.loops();
        return listen(loops.get(0), loops.subList(1, loops.size()), factory, options);
    }

    private Listener listen(EventLoop loop, List<EventLoop> others, ProtocolFactory factory, Listener.Options options) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(options, "options");
        requireStream();
        if (place instanceof Place.Internet internet && internet.from() != null) {
            throw new IllegalStateException(this + " is a client's, for it has a bindAddress");
        }
        return loop.listen(located(loop.resolver()), others, factory, options);
    }

    /** With a number instead of a name. */
    private Place located(Resolver resolver) {
        if (place instanceof Place.Internet internet && !internet.isAnyHost() && !internet.isLiteral()) {
            InetSocketAddress address = Lookup.now(internet, resolver).get(0);
            return new Place.Internet(internet.protocol(), address.getAddress().getHostAddress(), internet.port());
        }
        return place;
    }

    /** As {@link #openDatagrams(EventLoop, DatagramProtocol, int)}, for datagrams of up to 2,048 bytes. */
    public DatagramTransport openDatagrams(EventLoop loop, DatagramProtocol protocol) {
        return openDatagrams(loop, protocol, DATAGRAM_BYTES);
    }

    /**
     * Binds a socket for datagrams. From the loop's own thread, or from any thread outside all loops.
     *
     * @param datagramBytesMax the longest datagram that is received whole, 1 to 65,535 bytes; a socket that others made has
     *     2,048
     * @throws MillraceException if the kernel refuses, for example because the port is taken, or the host is unknown
     * @throws IllegalStateException if the loop is closed, or when called on another loop's thread; if the endpoint is not
     *     one for datagrams, or the protocol serves another socket
     */
    public DatagramTransport openDatagrams(EventLoop loop, DatagramProtocol protocol, int datagramBytesMax) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(protocol, "protocol");
        if (datagramBytesMax < 1 || datagramBytesMax > 65_535) {
            throw new IllegalArgumentException("datagramBytesMax is " + datagramBytesMax + ", but must be 1 to 65535");
        }
        boolean isStream =
                place instanceof Place.Internet internet && internet.protocol().isTcp();
        if (isStream || place instanceof Place.Unix) {
            throw new IllegalStateException(this + " is not for datagrams");
        }
        return loop.openDatagrams(located(loop.resolver()), datagramBytesMax, protocol);
    }

    private void requireStream() {
        if (place instanceof Place.Internet internet && !internet.protocol().isTcp()) {
            throw new IllegalStateException(this + " is for datagrams, which have no connections");
        }
    }

    /** As {@link #connect(EventLoop, ProtocolFactory, Duration)}, for at most 30 seconds. */
    public CompletableFuture<Protocol> connect(EventLoop loop, ProtocolFactory factory) {
        return connect(loop, factory, TIMEOUT);
    }

    /**
     * Opens a connection from {@code loop}. From any thread; does not wait. A name is looked up away from the loop, see
     * {@link EventLoop#resolveWith}. Where a host has several addresses they are tried as RFC 8305 says: families in turn, the
     * next one when one fails or has had 250 ms; the first that answers is taken, and the others are given up.
     *
     * @return completes on the loop's thread: with the protocol, after its {@code connectionMade}; or with a
     *     {@link MillraceException} when the connection could not be made within {@code timeout}, that for the name included.
     *     To cancel it gives up a connection that is not made yet. To wait for it on a loop's thread throws an
     *     {@link IllegalStateException}
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     * @throws IllegalStateException if the endpoint names no host
     */
    public CompletableFuture<Protocol> connect(EventLoop loop, ProtocolFactory factory, Duration timeout) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(factory, "factory");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out of " + timeout + ", but it must be more than zero");
        }
        requireStream();
        if (place instanceof Place.Internet internet && internet.isAnyHost()) {
            throw new IllegalStateException(this + " names no host to connect to");
        }
        CompletableFuture<Protocol> made = new LoopFuture<>();
        loop.execute(() -> new Connector(loop, place, factory, timeout, made).start());
        return made;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint && endpoint.place.equals(place);
    }

    @Override
    public int hashCode() {
        return place.hashCode();
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
