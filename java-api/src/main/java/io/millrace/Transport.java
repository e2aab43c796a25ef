package io.millrace;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.engine.NativeEngine;
import io.millrace.engine.Output;
import io.millrace.engine.Statistics;
import io.millrace.stream.Role;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

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
public final class Transport {
    private enum State {
        /** Being made by connect(). */
        CONNECTING,
        /** At home, and can be written to. */
        OPEN,
        /** Handed over, or on its way there or back. */
        AWAY,
        /** Closed or aborted here; its ending is to come. */
        CLOSING,
        /** Gone. */
        ENDED
    }

    private final EventLoop loop;
    private final NativeEngine engine;
    private final long handle;
    private final SocketAddress peer;
    private final Instant opened = Instant.now();
    private Protocol protocol;
    private Region supplied; // where input goes, if the protocol wants that

    // Written on the loop's thread alone.
    private volatile State state = State.CONNECTING;
    private volatile Ending ending;

    Transport(EventLoop loop, long handle, SocketAddress peer) {
        this.loop = loop;
        this.engine = loop.engine();
        this.handle = handle;
        this.peer = peer;
    }

    /**
     * Sends bytes, after those written before. On the loop's thread a received slice of this loop is referred to, not
     * copied, and may be released at once; anything else is copied before this returns.
     *
     * <p>What another thread has written and the loop comes to only after a hand-over is dropped too.
     *
     * @throws IllegalStateException if the slice's time is over, or the connection is handed over
     * @throws MillraceException with {@link MillraceException#NO_MEMORY} if the pool's ceiling is reached
     */
    public void write(Slice bytes) {
        if (inLoop()) {
            if (isWritable()) {
                bytes.sendTo(engine.output(), handle);
            }
        } else {
            writeLater(bytes.toByteArray());
        }
    }

    /** Sends a copy of {@code bytes}; see {@link #write(Slice)}. */
    public void write(byte[] bytes) {
        if (inLoop()) {
            if (isWritable()) {
                engine.output().copy(handle, bytes, 0, bytes.length);
            }
        } else {
            writeLater(bytes.clone());
        }
    }

    /** Sends a copy of what remains in {@code bytes}, and leaves its position where it was; see {@link #write(Slice)}. */
    public void write(ByteBuffer bytes) {
        int position = bytes.position();
        int length = bytes.remaining();
        if (inLoop()) {
            if (isWritable()) {
                engine.output().copy(handle, bytes, position, length);
            }
        } else {
            writeLater(Output.copyOf(bytes, position, length));
        }
    }

    /** Sends {@code text} as UTF-8; see {@link #write(Slice)}. */
    public void write(CharSequence text) {
        if (inLoop()) {
            if (isWritable()) {
                engine.output().encode(handle, text);
            }
        } else {
            writeLater(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Sends all bytes of {@code bytes}, in order, and takes them away: it is empty then, also where they are dropped. Its
     * pieces that this loop has received are referred to, not copied; see {@link #write(Slice)}. If the time of a piece is
     * over, those before it are sent and taken.
     *
     * <p>From another thread the pieces are passed as they are, without copying, and the loop copies what it must when it
     * comes to them: do not change memory that was linked. Should the time of a piece be over by then, the connection is
     * aborted.
     */
    public void write(Buffer bytes) {
        if (!isWritable()) {
            bytes.clear();
        } else if (inLoop()) {
            bytes.sendTo(engine.output(), handle);
        } else {
            Buffer passed = bytes.takeBuffer(bytes.length());
            if (!engine.mailbox().offer(() -> writePassed(passed))) {
                passed.clear();
            }
        }
    }

    private void writePassed(Buffer passed) {
        try {
            if (state == State.OPEN) {
                passed.sendTo(engine.output(), handle);
            }
        } catch (RuntimeException lost) {
            abort(); // a stream with a gap in it is worse than none
            throw lost;
        } finally {
            passed.clear();
        }
    }

    private void writeLater(byte[] copy) {
        if (isWritable()) {
            engine.mailbox().offer(() -> {
                if (state == State.OPEN) {
                    write(copy);
                }
            });
        }
    }

    private boolean isWritable() {
        State now = state;
        if (now == State.AWAY) {
            throw new IllegalStateException("the connection is handed over, and its stream owns its output:"
                    + " write before handOver(), or after returned()");
        }
        return now == State.OPEN;
    }

    /**
     * Ends the connection after everything written is sent. Nothing more is received or can be written. A connection that
     * was handed over is ended where it is.
     */
    public void close() {
        pass(() -> {
            if (isReceiving()) {
                state = State.CLOSING;
                engine.commands().close(handle);
            }
        });
    }

    /** Ends the connection at once, with a reset; what is unsent is dropped. Also when it is handed over. */
    public void abort() {
        pass(() -> {
            if (state != State.ENDED) {
                state = State.CLOSING;
                engine.commands().abort(handle);
            }
        });
    }

    /**
     * From now on, received bytes go straight from the kernel into memory that the caller supplies, behind what is written
     * there, and {@link Protocol#receivedInto} tells of them instead of {@code dataReceived} or the protocol's lines. What
     * is unread is copied there first; what this turn has received for the protocol still comes as before. To begin at an
     * exact place in the input, behind a head for example, use a {@link LineProtocol} in lockstep.
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
     */
    public void receiveInto(Region region) {
        Objects.requireNonNull(region, "region");
        passAtHome(() -> {
            supplied = region;
            engine.commands().frameSupplied(handle);
        });
    }

    /** Ends {@link #receiveInto}: bytes come to {@code dataReceived} again, or as the protocol's lines. */
    public void receiveSlices() {
        passAtHome(() -> {
            if (supplied != null) {
                supplied = null;
                engine.commands().frameRaw(handle);
                protocol.framing();
            }
        });
    }

    /** Receives no more until {@link #resumeReading}; bytes that this turn has already received still come. */
    public void pauseReading() {
        passAtHome(() -> engine.commands().pauseReading(handle));
    }

    /** Receives again. */
    public void resumeReading() {
        passAtHome(() -> engine.commands().resumeReading(handle));
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
        passAtHome(() -> engine.commands().deadline(handle, nanos));
    }

    /**
     * Gives the connection to the data loop of the role's feed, with its unsent and its unread bytes. From then on its
     * bytes do not pass through Java. It ends there, or returns if the role says so ({@link Role#thenReturn}).
     *
     * <p>Bytes that {@link Protocol#dataReceived} was already given are not unread. To hand over at an exact place in the
     * input, use a {@link LineProtocol} in lockstep.
     *
     * @throws IllegalStateException if it is handed over already
     */
    public void handOver(Role role) {
        Objects.requireNonNull(role, "role");
        if (state == State.AWAY) {
            throw new IllegalStateException("the connection is handed over already: takeBack() first");
        }
        passAtHome(() -> {
            state = State.AWAY;
            role.handOver(engine.commands(), handle);
        });
    }

    /**
     * Asks for a connection back that was handed over. {@link Protocol#returned} tells when it is here, followed by the
     * bytes that are unread. If it ends first, {@link Protocol#connectionLost} comes instead. Does nothing at home.
     */
    public void takeBack() {
        pass(() -> {
            if (state == State.AWAY) {
                engine.commands().takeBack(handle);
            }
        });
    }

    /**
     * The address of the other side: an {@link java.net.InetSocketAddress}, or of a UNIX socket a {@link
     * java.net.UnixDomainSocketAddress}, which is empty on the side that accepted.
     */
    public SocketAddress peer() {
        return peer;
    }

    /** The loop that the connection's protocol runs on. */
    public EventLoop loop() {
        return loop;
    }

    /** Whether bytes can be written: not closed, aborted or lost, and not handed over. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it is on a data loop, or on its way there or back. */
    public boolean isHandedOver() {
        return state == State.AWAY;
    }

    /** Its figures at this moment; read from shared memory, without asking any loop. */
    public ConnectionStats stats() {
        Statistics.OfConnection now = Statistics.ofConnection(handle);
        if (now != null) {
            return new ConnectionStats(
                    ConnectionStats.State.of(now.state()),
                    now.bytesIn(),
                    now.bytesOut(),
                    now.unsentBytes(),
                    now.behindBytes(),
                    opened);
        }
        Ending end = ending;
        long bytesIn = end == null ? 0 : end.bytesIn();
        long bytesOut = end == null ? 0 : end.bytesOut();
        return new ConnectionStats(ConnectionStats.State.ENDED, bytesIn, bytesOut, 0, 0, opened);
    }

    /** How it ended; empty as long as it has not. */
    public Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** Its handle: the number that it has on the other side, for logs. */
    public long handle() {
        return handle;
    }

    // ---- What the loop tells it

    Protocol protocol() {
        return protocol;
    }

    /** It is made, and this is its protocol from now on. */
    void open(Protocol made) {
        made.attach(this);
        protocol = made;
        state = State.OPEN;
        made.framing();
        made.connectionMade();
    }

    /** Whether bytes that were received are still wanted. */
    boolean isReceiving() {
        return state == State.OPEN || state == State.AWAY;
    }

    /** It is back from a data loop. */
    void returned(StreamResult result) {
        if (state == State.AWAY && result.reason() == Reason.REFUSED) {
            handOverRefused((int) -result.detail());
        } else if (state == State.AWAY) {
            state = State.OPEN;
            protocol.returned(result);
        } else if (state == State.CLOSING) {
            engine.commands().close(handle); // it was on its way when it was closed
        }
    }

    /** Input waits for the region that was supplied. */
    void readable() {
        if (state == State.OPEN && supplied != null) {
            int count = supplied.receive(engine, handle);
            if (count > 0) {
                protocol.receivedInto(supplied, count);
            }
        }
    }

    /** What was slow to send is sent. */
    void drained() {
        if (state == State.OPEN) {
            protocol.drained();
        }
    }

    /** A command could not be carried out. */
    void refused(int command, int code) {
        boolean isEnding = code == MillraceException.STALE || code == MillraceException.WRONG_STATE;
        if (NativeEngine.isHandOver(command)) {
            handOverRefused(code);
        } else if (state == State.OPEN && !isEnding) { // if it is ending, connectionLost() will say why
            protocol.refused(refusal(NativeEngine.nameOf(command), code));
        }
    }

    private void handOverRefused(int code) {
        if (state == State.AWAY) {
            state = State.OPEN;
            protocol.refused(refusal("hand over", code));
        }
    }

    private MillraceException refusal(String operation, int code) {
        return new MillraceException(code, operation, handle, operation + ": " + NativeEngine.textOf(code));
    }

    /** The ending that it has when its loop is closed under it. */
    Ending loopClosed() {
        ConnectionStats last = stats();
        Duration lived = Duration.between(opened, Instant.now());
        return new Ending(Reason.LOOP_CLOSED, Ending.By.LOCAL, last.bytesIn(), last.bytesOut(), lived, 0);
    }

    /** It is gone. */
    void ended(Ending how) {
        if (state != State.ENDED) {
            state = State.ENDED;
            ending = how;
            if (protocol != null) {
                protocol.connectionLost(how);
            }
        }
    }

    NativeEngine engine() {
        return engine;
    }

    boolean inLoop() {
        return engine.mailbox().inLoop();
    }

    private void pass(Runnable command) {
        if (inLoop()) {
            command.run();
        } else {
            engine.mailbox().offer(command);
        }
    }

    private void passAtHome(Runnable command) {
        pass(() -> {
            if (state == State.OPEN) {
                command.run();
            }
        });
    }

    @Override
    public String toString() {
        return "connection " + Long.toHexString(handle) + " with " + peer;
    }
}
