package io.millrace;

import io.millrace.bytes.Region;
import io.millrace.engine.Commands;
import io.millrace.engine.RawAddress;
import io.millrace.engine.Setting;
import io.millrace.engine.Statistics;
import io.millrace.stream.Role;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One open connection, as its {@link Protocol} sees it.
 *
 * <p><b>Thread.</b> Every method works from any thread. On the loop's own thread it acts at once; from another thread it
 * is passed to the loop (a {@code write} copies its bytes first), and what one thread asks is done in the order in which
 * it asked. <b>After the end.</b> The peer can go at any moment, so nothing here throws because it has: once the
 * connection is closed, aborted, lost, or its loop is closed, these methods do nothing and bytes written are dropped.
 * {@link Protocol#connectionLost} says what happened and how many bytes went out.
 *
 * <p><b>Cost.</b> Writing a received slice back copies nothing. All that is written in one turn leaves in one system
 * call.
 */
public final class Transport extends Sink {
    private final Home home;
    private final long handle;
    private final SocketAddress peer; // null where the numbers say it: in 19 bytes what takes 96 and more as objects
    private final long peerFirst;
    private final long peerSecond;
    private final short peerPort;
    private final byte peerFamily;
    private final long openedMillis = System.currentTimeMillis(); // since 1970: half of what an Instant takes
    private final Life life;
    private final Outlet outlet;

    /** Of a connection that was accepted. */
    Transport(EventLoop loop, long handle, SocketAddress peer) {
        this(loop, handle, peer, true, Limits.DEFAULTS);
    }

    /** Of one that was made here, with the limits that it is made with; its address may have a name. */
    Transport(EventLoop loop, long handle, SocketAddress peer, Limits limits) {
        this(loop, handle, peer, false, limits);
    }

    private Transport(EventLoop loop, long handle, SocketAddress peer, boolean accepted, Limits limits) {
        this.home = new Home(loop);
        this.handle = handle;
        RawAddress numbers = accepted && peer instanceof InetSocketAddress inet ? RawAddress.of(inet) : null;
        boolean inNumbers = numbers != null && numbers.zone() == 0;
        this.peer = inNumbers ? null : peer;
        this.peerFirst = inNumbers ? numbers.first() : 0;
        this.peerSecond = inNumbers ? numbers.second() : 0;
        this.peerPort = inNumbers ? (short) numbers.address().getPort() : 0;
        this.peerFamily = inNumbers ? (byte) numbers.family() : 0;
        this.life = new Life(this);
        this.outlet = new Outlet(this, home, limits);
    }

    /**
     * Ends the connection after everything written is sent. Nothing more is received or can be written. A connection that
     * was handed over is ended where it is.
     */
    public void close() {
        home.pass(life::close);
    }

    /**
     * {@link #close}, with a future that tells whether the peer's TCP acknowledged everything; see {@link #delivered}.
     *
     * @throws IllegalStateException if the connection is handed over
     */
    public CompletableFuture<Void> closeAfterDelivery() {
        CompletableFuture<Void> all = delivered();
        close();
        return all;
    }

    /**
     * Ends our half of the connection, behind everything written: nothing more can be written, and {@link Protocol#finished}
     * tells when our end has gone out. What the peer sends still comes, until it ends its half too. Does nothing while the
     * connection is handed over. (Twisted calls it {@code loseWriteConnection}.)
     */
    public void finish() {
        home.pass(life::finish);
    }

    /**
     * Whether the connection outlives the end of the peer's half: then {@link Protocol#peerFinished} tells of that end, and
     * our half goes on until {@link #finish} or {@link #close}. At first it does not. Does nothing while it is handed over.
     */
    public void halfClose(boolean allowed) {
        passAtHome(() -> commands().set(handle, Setting.HALF_CLOSE, allowed ? 1 : 0));
    }

    /**
     * {@link #close}, for what the peer has sent: the ending says {@link Reason#PROTOCOL_ERROR}, and where.
     *
     * @param offset of what is wrong, in bytes from the start of the connection's input
     */
    public void closeForProtocolError(long offset) {
        home.pass(() -> life.closeForProtocolError(offset));
    }

    /** Ends the connection at once, with a reset; what is unsent is dropped. Also when it is handed over. */
    public void abort() {
        home.pass(life::abort);
    }

    /**
     * From now on, received bytes go straight from the kernel into memory that the caller supplies, behind what is written
     * there, and {@link Protocol#receivedInto} tells of them instead of {@code dataReceived} or the protocol's lines. What
     * is unread is copied there first; what this turn has received for the protocol still comes as before, but for frames
     * behind the present one. So to begin at an exact place in the input, behind a head for example, use a
     * {@link FrameProtocol}.
     *
     * <p>When the region is full, the peer waits until another, or the same one cleared, is supplied here. A region that is
     * released while bytes come for it ends the connection, as a callback that throws does. One region serves one
     * connection at a time.
     *
     * <pre>{@code
     * transport().receiveInto(pool.take(1 << 20));   // then, in receivedInto(region, count):
     * if (region.room() == 0) {
     *     digest.update(region.toSlice().asByteBuffer());
     *     region.release();
     *     transport().receiveInto(pool.take(1 << 20));
     * }
     * }</pre>
     *
     * @throws IllegalStateException if its input goes to a native protocol; {@link FusedProtocol#takeOver} ends that
     */
    public void receiveInto(Region region) {
        Objects.requireNonNull(region, "region");
        life.protocol().requireInput();
        passAtHome(() -> life.receiveInto(region));
    }

    /** Ends {@link #receiveInto}: bytes come to {@code dataReceived} again, or as the protocol's lines. */
    public void receiveSlices() {
        passAtHome(life::receiveSlices);
    }

    /**
     * Receives no more until {@link #resumeReading}. Bytes that this turn has already received still come; frames behind the
     * present one do not.
     */
    public void pauseReading() {
        passAtHome(life::pauseReading);
    }

    /** Receives again. */
    public void resumeReading() {
        passAtHome(() -> commands().resumeReading(handle));
    }

    /**
     * Ends the connection with {@link Reason#IDLE} after {@code timeout}, unless another deadline is set before. It counts
     * from now, whatever is received, on a native clock; set it once and a peer that sends a byte at a time gains nothing.
     * A hand-over lifts it.
     *
     * @param timeout {@link Duration#ZERO} for no deadline any more
     */
    public void deadline(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a deadline " + timeout + " from now");
        }
        long nanos = EventLoop.nanos(timeout);
        passAtHome(() -> commands().deadline(handle, nanos));
    }

    /**
     * Sets how much it may hold back, and how long it and its peer may take. Does nothing while it is handed over. At first
     * they are {@link Limits#DEFAULTS}, or {@link Limits#OF_CLIENTS} where it was made by {@link Endpoint#connect}.
     */
    public void limits(Limits wanted) {
        Objects.requireNonNull(wanted, "wanted");
        passAtHome(() -> outlet.limits(wanted));
    }

    /** The limits that it has now. */
    public Limits limits() {
        return outlet.limits();
    }

    /**
     * Sets an option of its socket: {@link java.net.StandardSocketOptions#TCP_NODELAY} (on at first), {@code SO_KEEPALIVE},
     * {@code SO_SNDBUF}, {@code SO_RCVBUF} or {@code IP_TOS} (the traffic class of IPv6 too). Does nothing while it is handed
     * over. One that the kernel refuses, or that its kind of socket has not, as a UNIX socket has neither the first nor the
     * last, stays as it is; the log says so, and {@link #option(SocketOption)} tells what it is.
     *
     * @throws UnsupportedOperationException for another option
     * @throws IllegalArgumentException for a number below 0, or a class above 255
     */
    public <T> void option(SocketOption<T> option, T value) {
        Setting setting = Inquiry.settingOf(option);
        int number = Inquiry.numberOf(option, value);
        passAtHome(() -> commands().set(handle, setting, number));
    }

    /**
     * What an option of its socket is; of a buffer, what the kernel made of it. On the loop's thread, or any thread that is
     * no loop's and waits for the answer; so are {@link #localAddress} and {@link #tcpInfo}.
     *
     * @throws UnsupportedOperationException for another option than those that can be set
     * @throws MillraceException with {@link MillraceException#STALE} if it has ended, {@link MillraceException#WRONG_STATE}
     *     if it is handed over
     * @throws IllegalStateException if the loop is closed, or on another loop's thread
     */
    public <T> T option(SocketOption<T> option) {
        Setting setting = Inquiry.settingOf(option);
        return home.ask(engine -> Inquiry.option(engine, handle, option, setting));
    }

    /** Its address on this side; of a UNIX socket an empty one. Throws as {@link #option(SocketOption)} does. */
    public SocketAddress localAddress() {
        return home.ask(engine -> Inquiry.localAddress(engine, handle));
    }

    /**
     * What the kernel's TCP knows of it at this moment. Throws as {@link #option(SocketOption)} does, and a
     * {@link MillraceException} with the kernel's refusal if it is no TCP connection.
     */
    public TcpInfo tcpInfo() {
        return home.ask(engine -> Inquiry.tcpInfo(engine, handle));
    }

    /**
     * Gives the connection to the data loop of the role's feed, with its unsent and its unread bytes. From then on its
     * bytes do not pass through Java. It ends there, or returns if the role says so ({@link Role#thenReturn}).
     *
     * <p>Bytes that {@link Protocol#dataReceived} was already given are not unread. To hand over at an exact place in the
     * input, use a {@link FrameProtocol}: what is behind the present frame is unread.
     *
     * @throws IllegalStateException if it is handed over already
     * @throws IllegalArgumentException if the feed is on another engine
     */
    public void handOver(Role role) {
        Objects.requireNonNull(role, "role");
        if (!role.feed().isOf(home.engine().memory())) {
            throw new IllegalArgumentException("the feed is one of another engine");
        }
        if (life.isAway()) {
            throw new IllegalStateException("the connection is handed over already: takeBack() first");
        }
        passAtHome(() -> {
            life.leave();
            role.handOver(commands(), handle);
        });
    }

    /**
     * Asks for a connection back that was handed over. {@link Protocol#returned} tells when it is here, followed by the
     * bytes that are unread. If it ends first, {@link Protocol#connectionLost} comes instead. Does nothing at home.
     */
    public void takeBack() {
        home.pass(() -> {
            if (life.isAway()) {
                commands().takeBack(handle);
            }
        });
    }

    /**
     * Moves the connection to another loop, with all that is unread and unsent, its limits, framing, region and producer, and
     * its native protocol if it has one ({@link FusedProtocol}). The future completes on that loop's thread, and its callbacks
     * come there from then on; those of bytes that this turn has received already still come here. Meanwhile everything can be asked of it, from any thread: it is done on the other loop
     * in the order of each thread's calls. What is written meanwhile is copied, and counts as unsent when it is there.
     *
     * <p>If the other loop is closed, or closes before the connection sets out, it stays and the future fails with
     * {@link MillraceException#STALE}; if that loop closes under way, the connection ends with {@link Reason#LOOP_CLOSED}, and
     * {@code connectionLost} comes on this one. It also fails if the connection ends or is closing.
     *
     * @throws IllegalStateException if it is handed over
     * @throws IllegalArgumentException if the other loop has another engine
     */
    public CompletableFuture<Void> moveTo(EventLoop other) {
        Objects.requireNonNull(other, "other");
        if (life.isAway()) {
            throw new IllegalStateException("the connection is handed over: takeBack() first");
        }
        if (other.engine().memory() != home.engine().memory()) {
            throw new IllegalArgumentException("the other loop is one of another engine");
        }
        CompletableFuture<Void> arrived = new LoopFuture<>();
        if (!home.pass(() -> life.move(other, arrived))) {
            arrived.completeExceptionally(new ConnectionEndedException(life.lastEnding()));
        }
        return arrived;
    }

    /**
     * The address of the other side: an {@link java.net.SocketAddress}, or of a UNIX socket a {@link
     * java.net.UnixDomainSocketAddress}, which is empty on the side that accepted.
     */
    public SocketAddress peer() {
        return peer != null ? peer : RawAddress.internet(peerFamily, peerFirst, peerSecond, peerPort, 0);
    }

    /** The loop that the connection's protocol runs on. */
    public EventLoop loop() {
        return home.loop();
    }

    /** Whether bytes can be written: not closed, finished, aborted or lost, and not handed over. */
    public boolean isOpen() {
        return life.isWritable();
    }

    /** Whether it is on a data loop, or on its way there or back. */
    public boolean isHandedOver() {
        return life.isAway();
    }

    /** Its figures at this moment; read from shared memory, without asking any loop. */
    public ConnectionStats stats() {
        Statistics.OfConnection now = Statistics.ofConnection(home.engine().memory(), handle);
        if (now != null) {
            return new ConnectionStats(
                    ConnectionStats.State.of(now.state()),
                    now.bytesIn(),
                    now.bytesOut(),
                    now.unsentBytes(),
                    now.behindBytes(),
                    opened());
        }
        Ending end = life.ending();
        long bytesIn = end == null ? 0 : end.bytesIn();
        long bytesOut = end == null ? 0 : end.bytesOut();
        return new ConnectionStats(ConnectionStats.State.ENDED, bytesIn, bytesOut, 0, 0, opened());
    }

    /** How it ended; empty as long as it has not. */
    public Optional<Ending> ending() {
        return Optional.ofNullable(life.ending());
    }

    /** Its handle: the number that it has on the other side, for logs. */
    public long handle() {
        return handle;
    }

    // ---- For the package

    @Override
    Outlet outlet() {
        return outlet;
    }

    Life life() {
        return life;
    }

    Home home() {
        return home;
    }

    private Instant opened() {
        return Instant.ofEpochMilli(openedMillis);
    }

    /** The ending that it has when its loop is closed under it. */
    Ending loopClosed() {
        ConnectionStats last = stats();
        long lived = Math.max(0, System.currentTimeMillis() - openedMillis); // the clock may have been set back
        return new Ending(
                Reason.LOOP_CLOSED, Ending.By.LOCAL, last.bytesIn(), last.bytesOut(), Duration.ofMillis(lived), 0);
    }

    private Commands commands() {
        return home.engine().commands();
    }

    private void passAtHome(Runnable command) {
        home.pass(() -> {
            if (life.isOpen()) {
                command.run();
            }
        });
    }

    @Override
    public String toString() {
        return "connection " + Long.toHexString(handle) + " with " + peer();
    }
}
