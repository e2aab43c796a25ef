package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Listening and connecting. */
final class ControlSockets {
    private static final int BACKLOG_MAX = 0xffff;

    private final NioSeam mill;
    private final NioControlLoop home;
    private SocketAddress from; // of the next connection; null: anywhere

    ControlSockets(NioSeam mill, NioControlLoop home) {
        this.mill = mill;
        this.home = home;
    }

    /** Null for what is no address. */
    private SocketAddress addressOf(Command command) {
        if (command.flags != Addresses.UNIX) {
            return Addresses.internet(command.flags, command.a, command.b, command.length, command.d);
        }
        Segment segment = mill.shareRange(command);
        if (segment == null) {
            return null;
        }
        try {
            return Addresses.path(segment.bytes(command.offset, command.length));
        } finally {
            segment.release();
        }
    }

    /** A listener's handle, or a code. */
    long listen(Command command) {
        try {
            return listen(addressOf(command), command.arg & BACKLOG_MAX);
        } catch (UnsupportedOperationException noSuchName) {
            return Errno.code(noSuchName);
        }
    }

    private long listen(SocketAddress address, int backlog) {
        if (address == null) {
            return Codes.OUT_OF_RANGE;
        }
        Listener listener = mill.listeners().take(handle -> new Listener(handle, home));
        if (listener == null) {
            return Codes.FULL;
        }
        int code = listener.open(address, backlog);
        if (code != Codes.OK) {
            closeListener(listener);
            return code;
        }
        return listener.handle;
    }

    void closeListener(Listener listener) {
        listener.close();
        mill.listeners().giveBack(listener);
    }

    long port(long handle) {
        Listener listener = mill.listeners().find(handle, home.number());
        return listener == null ? Codes.STALE : listener.port();
    }

    int applyToListener(Command command) {
        Listener listener = mill.listeners().find(command.handle, home.number());
        if (listener == null) {
            return Codes.STALE;
        }
        switch (command.kind) {
            case Codes.CMD_CLOSE:
                closeListener(listener);
                return Codes.OK;
            case Codes.CMD_ACCEPT:
                listener.allow(command.a);
                return Codes.OK;
            case Codes.CMD_SPREAD:
                NioControlLoop other = mill.loop(command.a);
                if (other == null) {
                    return Codes.STALE;
                }
                listener.spread(other);
                return Codes.OK;
            default:
                return Codes.WRONG_KIND;
        }
    }

    /** Where the next connection goes out from. */
    int setFrom(Command command) {
        from = command.flags == Addresses.UNIX ? null : addressOf(command);
        return from == null ? Codes.OUT_OF_RANGE : Codes.OK;
    }

    /** The handle of a connection that is being made, or a code. */
    long connect(Command command) {
        SocketAddress local = from;
        from = null;
        try {
            return connect(addressOf(command), local, command.c);
        } catch (UnsupportedOperationException noSuchName) {
            return Errno.code(noSuchName);
        }
    }

    private long connect(SocketAddress address, SocketAddress local, long timeoutNanos) {
        if (address == null) {
            return Codes.OUT_OF_RANGE;
        }
        SocketChannel channel = null;
        try {
            channel = home.loop().platform().sockets().openSocketChannel(Addresses.family(address));
            channel.configureBlocking(false);
            if (local != null) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, Addresses.port(local) != 0);
                channel.bind(local);
            }
            boolean connected = channel.connect(address);
            return begin(channel, connected, timeoutNanos);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
            if (channel != null) {
                NioLoop.closeQuietly(channel);
            }
            return Errno.code(refused);
        }
    }

    private long begin(SocketChannel channel, boolean connected, long timeoutNanos) {
        Connection connection = home.newConnection(channel);
        if (connection == null) {
            NioLoop.closeQuietly(channel);
            return Codes.FULL;
        }
        if (!connection.attachConnecting(home.loop(), home, connected, timeoutNanos)) {
            connection.end(Ending.ofSystem(Codes.REASON_SYSTEM, 0), false);
        }
        return connection.handle;
    }
}
