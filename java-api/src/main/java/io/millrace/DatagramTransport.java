package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.Datagrams;
import io.millrace.engine.Output;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A socket for datagrams. Made by {@link Endpoint#openDatagrams}. Every method works from any thread: on the loop's own it
 * acts at once, from another it is passed to the loop, in order.
 *
 * <p>On the loop's thread a received slice of this loop is sent from where it is, and may be released at once; anything else
 * is copied once before {@code send} returns, and once more when it comes from another thread. What is received is not copied
 * at all. Datagrams of one turn leave in batches of 32 with a system call each.
 * Nothing here waits: what the kernel does not take soon is kept, up to 1 MiB and 4,096 datagrams, and what is beyond that is
 * dropped and counted, as the network may do anyway.
 */
public final class DatagramTransport implements AutoCloseable {
    /** The longest datagram that can be sent, in bytes. */
    public static final int DATAGRAM_BYTES_MAX = 65_507;

    private static final Logger LOG = System.getLogger(DatagramTransport.class.getName());

    private final EventLoop loop;
    private final Datagrams socket;
    private final int port;
    private final DatagramProtocol protocol;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean open = true;

    private DatagramTransport(EventLoop loop, Datagrams socket, DatagramProtocol protocol) {
        this.loop = loop;
        this.socket = socket;
        this.port = loop.engine().sockets().port(socket.handle());
        this.protocol = protocol;
    }

    /** Opens one; on the loop's thread. */
    static DatagramTransport open(EventLoop loop, Place place, int datagramBytesMax, DatagramProtocol protocol) {
        Datagrams socket = place instanceof Place.Internet internet
                ? loop.engine().sockets().datagrams(internet.literalAddress(), datagramBytesMax)
                : loop.engine().sockets().adoptDatagrams(Inherited.descriptorOf(place));
        DatagramTransport transport = new DatagramTransport(loop, socket, protocol);
        try {
            protocol.attach(transport);
        } catch (IllegalStateException another) {
            loop.engine().commands().close(socket.handle());
            throw another;
        }
        loop.dispatcher().add(transport);
        transport.contain(protocol::opened);
        return transport;
    }

    /**
     * Sends the bytes as one datagram; after {@link #close} nothing.
     *
     * @param to an address of the socket's own family, with its port
     * @throws IllegalArgumentException if there are more than {@link #DATAGRAM_BYTES_MAX} bytes, or {@code to} is a name
     * @throws IllegalStateException if the slice's time is over
     * @throws MillraceException with {@link MillraceException#NO_MEMORY} if the pool's ceiling is reached
     */
    public void send(Slice bytes, InetSocketAddress to) {
        check(bytes.length(), to);
        if (!loop.inLoop()) {
            pass(bytes.toByteArray(), to);
        } else if (open) {
            bytes.sendTo(socket, to);
            sent.incrementAndGet();
        }
    }

    /** Sends a copy of the bytes; see {@link #send(Slice, InetSocketAddress)}. */
    public void send(byte[] bytes, InetSocketAddress to) {
        check(bytes.length, to);
        pass(loop.inLoop() ? bytes : bytes.clone(), to);
    }

    /** Sends a copy of what remains in {@code bytes}, and leaves its position; see {@link #send(Slice, InetSocketAddress)}. */
    public void send(ByteBuffer bytes, InetSocketAddress to) {
        check(bytes.remaining(), to);
        if (!loop.inLoop()) {
            pass(Output.copyOf(bytes, bytes.position(), bytes.remaining()), to);
        } else if (open) {
            socket.copy(to, bytes, bytes.position(), bytes.remaining());
            sent.incrementAndGet();
        }
    }

    /** Sends {@code text} as UTF-8; see {@link #send(Slice, InetSocketAddress)}. */
    public void send(CharSequence text, InetSocketAddress to) {
        check(text.length(), to); // it has no fewer bytes than letters
        if (loop.inLoop() && open && socket.encode(to, text)) {
            sent.incrementAndGet();
            return;
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        check(bytes.length, to);
        pass(bytes, to);
    }

    private void pass(byte[] bytes, InetSocketAddress to) {
        passIfOpen(() -> {
            socket.copy(to, bytes);
            sent.incrementAndGet();
        });
    }

    private static void check(int length, InetSocketAddress to) {
        if (to.isUnresolved()) {
            throw new IllegalArgumentException("the address " + to + " is not resolved");
        }
        if (length > DATAGRAM_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a datagram of " + length + " bytes, but it has at most " + DATAGRAM_BYTES_MAX);
        }
    }

    /** Receives no more until {@link #resumeReading}; meanwhile the kernel keeps some, and drops the rest. */
    public void pauseReading() {
        passIfOpen(() -> loop.engine().commands().pauseReading(socket.handle()));
    }

    /** Receives again. */
    public void resumeReading() {
        passIfOpen(() -> loop.engine().commands().resumeReading(socket.handle()));
    }

    /** Closes it; what was sent before still goes out if the kernel takes it at once. Closing twice does nothing. */
    @Override
    public void close() {
        passIfOpen(() -> {
            loop.dispatcher().drop(this);
            loop.engine().commands().close(socket.handle());
            end();
        });
    }

    private void passIfOpen(Runnable operation) {
        if (loop.inLoop()) {
            if (open) {
                operation.run();
            }
        } else if (open) {
            loop.engine().mailbox().offer(() -> passIfOpen(operation));
        }
    }

    /** Whether it is neither closed, nor its loop. */
    public boolean isOpen() {
        return open;
    }

    /** The port it is bound to. */
    public int port() {
        return port;
    }

    DatagramProtocol protocol() {
        return protocol;
    }

    /** The loop that its protocol runs on. */
    public EventLoop loop() {
        return loop;
    }

    /** How many datagrams it has received, those that were cut included. */
    public long received() {
        return received.get();
    }

    /** How many datagrams were given to it to send. */
    public long sent() {
        return sent.get();
    }

    /** How many of those were dropped here because too many waited. */
    public long dropped() {
        return dropped.get();
    }

    // ---- What the loop tells it

    long handle() {
        return socket.handle();
    }

    void received(Slice data, int event, boolean isCut) {
        InetSocketAddress from = socket.sender(event);
        received.incrementAndGet();
        if (!open) {
            return;
        }
        try {
            if (isCut) {
                protocol.datagramCut(data, from);
            } else {
                protocol.datagramReceived(data, from);
            }
        } catch (Throwable thrown) { // the next one has nothing to do with it
            EventLoop.log(LOG, this, thrown);
        }
    }

    void refused() {
        dropped.incrementAndGet();
    }

    /** It is closed, or its loop is. */
    void end() {
        open = false;
        contain(protocol::closed);
    }

    private void contain(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            EventLoop.log(LOG, this, thrown);
        }
    }

    @Override
    public String toString() {
        return "datagrams at port " + port;
    }
}
