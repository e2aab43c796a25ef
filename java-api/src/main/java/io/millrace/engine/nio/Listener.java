package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Accepts connections, as many as it is allowed, and gives them to its loop and others in turn. */
final class Listener extends Slot implements Watched {
    private static final int ACCEPTS_MAX = 64; // in one turn
    private static final long UNLIMITED = -1; // the largest number, as the record has it

    private final NioControlLoop home;
    private final List<NioControlLoop> others = new ArrayList<>();
    private ServerSocketChannel channel;
    private SocketChannel spare; // a descriptor, given up for a moment to turn away who would wait for nothing
    private SelectionKey key;
    private long allowed = UNLIMITED;
    private boolean resting;
    private int turn;

    Listener(long handle, NioControlLoop home) {
        super(handle, home.number());
        this.home = home;
    }

    /** A code. */
    int open(SocketAddress address, int backlog) {
        try {
            channel = loop().platform().sockets().openServerSocketChannel(Addresses.family(address));
            channel.configureBlocking(false);
            if (Addresses.family(address) != StandardProtocolFamily.UNIX) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(address, backlog);
            key = loop().watch(this, channel, SelectionKey.OP_ACCEPT);
            spare = loop().platform().sockets().openSocketChannel();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
            return Errno.code(refused);
        }
        return key == null ? Errno.code(Errno.EIO) : Codes.OK;
    }

    void close() {
        if (key != null) {
            loop().unwatch(this, key);
        }
        if (channel != null) {
            NioLoop.closeQuietly(channel);
        }
        if (spare != null) {
            NioLoop.closeQuietly(spare);
        }
    }

    long port() {
        try {
            return Addresses.port(channel.getLocalAddress());
        } catch (IOException failed) {
            return Errno.code(failed);
        }
    }

    /** It may accept so many more; the first time that this is said, so many. */
    void allow(long connections) {
        boolean full = allowed == 0;
        boolean endless = allowed == UNLIMITED || Long.compareUnsigned(connections, UNLIMITED - 1 - allowed) > 0;
        allowed = endless ? connections : allowed + connections;
        if (full && !resting) {
            loop().rewatch(key, SelectionKey.OP_ACCEPT);
        }
    }

    /** From now on that loop takes its turn too. */
    void spread(NioControlLoop other) {
        others.add(other);
    }

    @Override
    public void ready(int operations) {
        if (resting) {
            resting = false;
            loop().rewatch(key, SelectionKey.OP_ACCEPT);
        }
        for (int i = 0; i < ACCEPTS_MAX && allowed != 0 && !loop().isInputStopped(); i++) {
            if (!acceptOne()) {
                return;
            }
        }
        if (allowed == 0) {
            loop().rewatch(key, 0); // until it is allowed more
        }
    }

    /** Whether there may be another one to accept. */
    private boolean acceptOne() {
        SocketChannel accepted = null;
        try {
            accepted = accept();
            if (accepted == null) {
                return false;
            }
            accepted.configureBlocking(false);
            if (give(accepted)) {
                allowed -= allowed == UNLIMITED ? 0 : 1;
                return true;
            }
            NioLoop.closeQuietly(accepted);
        } catch (IOException failed) {
            if (accepted != null) {
                NioLoop.closeQuietly(accepted); // its peer was gone at once
                return true;
            }
            if (isOutOfDescriptors(failed) && turnAway()) {
                return true;
            }
        }
        rest();
        return false;
    }

    private SocketChannel accept() throws IOException {
        long began = loop().account().beginCall(Records.LOOP_COUNTERS_ACCEPT_CALLS);
        try {
            return channel.accept();
        } finally {
            loop().account().endCall(Records.LOOP_COUNTERS_ACCEPT_NANOS, began);
        }
    }

    private static boolean isOutOfDescriptors(IOException failed) {
        int errno = Errno.of(failed);
        return errno == Errno.EMFILE || errno == Errno.ENFILE;
    }

    /** To the loop whose turn it is; one that is closed has no more turns. False: the table is full. */
    private boolean give(SocketChannel accepted) throws IOException {
        int next = turn++ % (others.size() + 1);
        NioControlLoop to = next == 0 ? home : others.get(next - 1);
        Connection connection = home.newConnection(accepted);
        if (connection == null) {
            return false;
        }
        SocketAddress peer = accepted.getRemoteAddress();
        Notice notice = new Notice(
                Codes.EVENT_ACCEPTED,
                connection.handle,
                Addresses.number(peer),
                0,
                Addresses.port(peer),
                handle,
                Addresses.firstWord(peer),
                Addresses.secondWord(peer),
                Addresses.zone(peer));
        if (to == home || !home.passOn(connection, to, notice)) {
            others.remove(to);
            home.takeIn(connection, notice);
        }
        return true;
    }

    /** With the spare descriptor. False when nobody waited, or there is no spare. */
    private boolean turnAway() {
        if (spare == null) {
            return false;
        }
        NioLoop.closeQuietly(spare);
        spare = null;
        boolean refused = false;
        try {
            SocketChannel accepted = accept();
            if (accepted != null) {
                NioLoop.closeQuietly(accepted);
                loop().counters().increment(Records.LOOP_COUNTERS_CONNECTIONS_REFUSED);
                refused = true;
            }
            spare = loop().platform().sockets().openSocketChannel();
        } catch (IOException stillNone) {
            return refused;
        }
        return refused;
    }

    private void rest() {
        resting = true;
        loop().rewatch(key, 0);
        loop().retryLater(this);
    }

    private NioLoop loop() {
        return home.loop();
    }
}
