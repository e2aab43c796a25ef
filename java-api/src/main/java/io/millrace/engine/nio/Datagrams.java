package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;

/**
 * A datagram socket. What is sent waits until its loop flushes; what has no room is dropped, and counted.
 *
 * <pre>
 *   in:   one receive each, into the loop's receive segment, a byte more than is wanted: so that what is cut is known
 *   out:  waiting, by address
 * </pre>
 */
final class Datagrams extends Slot implements Watched, Flushable {
    private static final int DATAGRAM_BYTES_LIMIT = 65_535;
    private static final long UNSENT_BYTES_MAX = 1024 * 1024;
    private static final int UNSENT_MAX = 4096;
    private static final int RECEIVES_MAX = 32; // of one turn
    private static final int SENDS_MAX = 512; // of one flush

    private record Waiting(Piece datagram, InetSocketAddress to) {}

    private final NioControlLoop home;
    private final NioLoop loop;
    private final Counters counters;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private DatagramChannel channel;
    private SelectionKey key;
    private int datagramBytesMax;
    private long unsentBytes;
    private boolean reading = true;
    private boolean blocked;

    Datagrams(long handle, NioControlLoop home) {
        super(handle, home.number());
        this.home = home;
        loop = home.loop();
        counters = loop.counters();
    }

    /** Binds. {@code datagramBytesMax}: the longest that is received whole. A code. */
    int open(InetSocketAddress address, int datagramBytesMax) {
        if (address == null || datagramBytesMax < 1 || datagramBytesMax > DATAGRAM_BYTES_LIMIT) {
            return Codes.OUT_OF_RANGE;
        }
        this.datagramBytesMax = datagramBytesMax;
        try {
            channel = loop.platform().sockets().openDatagramChannel(Addresses.family(address));
            channel.configureBlocking(false);
            channel.bind(address);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
            return Errno.code(refused);
        }
        key = loop.watch(this, channel, SelectionKey.OP_READ);
        return key == null ? Errno.code(Errno.EIO) : Codes.OK;
    }

    void close() {
        if (key != null) {
            loop.unwatch(this, key);
        }
        loop.willNotFlush(this);
        waiting.forEach(one -> one.datagram.release());
        waiting.clear();
        if (channel != null) {
            NioLoop.closeQuietly(channel);
        }
    }

    long port() {
        try {
            return Addresses.port(channel.getLocalAddress());
        } catch (IOException failed) {
            return Errno.code(failed);
        }
    }

    /** Takes the datagram. {@link Codes#FULL}: dropped, for too much is unsent already. */
    int send(Piece datagram, InetSocketAddress to) {
        if (to == null || datagram.length > DATAGRAM_BYTES_LIMIT) {
            datagram.release();
            return Codes.OUT_OF_RANGE;
        }
        if (waiting.size() == UNSENT_MAX || unsentBytes + datagram.length > UNSENT_BYTES_MAX) {
            datagram.release();
            counters.increment(Records.LOOP_COUNTERS_DATAGRAMS_DROPPED);
            return Codes.FULL;
        }
        waiting.add(new Waiting(datagram, to));
        unsentBytes += datagram.length;
        if (!blocked) {
            loop.willFlush(this);
        }
        return Codes.OK;
    }

    void pause() {
        reading = false;
        updateInterest();
    }

    void resume() {
        reading = true;
        updateInterest();
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0 && blocked) {
            blocked = false;
            flush();
        }
        for (int i = 0; i < RECEIVES_MAX && reading && !loop.isInputStopped(); i++) {
            if (!receiveOne()) {
                break;
            }
        }
        updateInterest();
    }

    /** Whether there may be another. */
    private boolean receiveOne() {
        ReceiveBuffer buffer = loop.received();
        if (!buffer.reserve(datagramBytesMax + 1)) {
            loop.retryLater(this);
            return false;
        }
        ByteBuffer room = buffer.room().limit(datagramBytesMax + 1);
        try {
            InetSocketAddress from = receiveFrom(room);
            if (from == null) {
                return false;
            }
            received(
                    buffer.take(Math.min(room.position(), datagramBytesMax)), from, room.position() > datagramBytesMax);
            return true;
        } catch (IOException answer) {
            return true; // to something that was sent; nobody can act upon it
        }
    }

    private InetSocketAddress receiveFrom(ByteBuffer room) throws IOException {
        long began = loop.account().beginCall(Records.LOOP_COUNTERS_RECEIVE_CALLS);
        try {
            return (InetSocketAddress) channel.receive(room);
        } finally {
            loop.account().endCall(Records.LOOP_COUNTERS_RECEIVE_NANOS, began);
        }
    }

    private void received(Piece datagram, InetSocketAddress from, boolean isCut) {
        counters.increment(Records.LOOP_COUNTERS_DATAGRAMS_IN);
        counters.add(Records.LOOP_COUNTERS_BYTES_IN, datagram.length);
        home.received(this, datagram, from, isCut);
        datagram.release();
    }

    @Override
    public void flush() {
        for (int i = 0; i < SENDS_MAX && !waiting.isEmpty() && !blocked; i++) {
            sendOne(waiting.peek());
        }
        if (!waiting.isEmpty() && !blocked) {
            loop.willFlush(this);
        }
        updateInterest();
    }

    private void sendOne(Waiting one) {
        long began = loop.account().beginCall(Records.LOOP_COUNTERS_SEND_CALLS);
        try {
            int sent = channel.send(one.datagram.bytes(), one.to);
            // The JDK answers 0 both for an empty datagram that was sent and for a socket that takes no more.
            blocked = sent == 0 && one.datagram.length > 0;
            if (blocked) {
                counters.increment(Records.LOOP_COUNTERS_SENDS_CUT);
            } else {
                counters.increment(Records.LOOP_COUNTERS_DATAGRAMS_OUT);
                counters.add(Records.LOOP_COUNTERS_BYTES_OUT, sent);
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
            counters.increment(Records.LOOP_COUNTERS_DATAGRAMS_DROPPED); // a failure of this one
        } finally {
            loop.account().endCall(Records.LOOP_COUNTERS_SEND_NANOS, began);
        }
        if (!blocked) {
            waiting.remove();
            unsentBytes -= one.datagram.length;
            one.datagram.release();
        }
    }

    private void updateInterest() {
        if (key != null) {
            loop.rewatch(key, (reading ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0));
        }
    }
}
