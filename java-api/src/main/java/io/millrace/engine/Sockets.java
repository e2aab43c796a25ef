package io.millrace.engine;

import io.millrace.jni.Codes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Opens the sockets of a loop, each with one question. What the kernel refuses is an exception of the top floor's kind. On
 * the loop's thread only.
 */
public final class Sockets {
    private final EngineLoop engine;
    private final Commands commands;
    private final Output output;

    Sockets(EngineLoop engine) {
        this.engine = engine;
        this.commands = engine.commands();
        this.output = engine.output();
    }

    /** A listener's handle. */
    public long listen(InetSocketAddress address, int backlog) {
        commands.listen(address, backlog);
        return engine.ask("listen on " + address, 0);
    }

    /** The handle of a listener on a UNIX socket: a path, or a name that begins with a zero byte. */
    public long listen(byte[] path, int backlog) {
        int at = output.place(path);
        commands.listen(output.segment(), at, path.length, backlog);
        return engine.ask("listen on a UNIX socket", 0);
    }

    /** The handle of a connection that is being made. */
    public long connect(InetSocketAddress address, long timeoutNanos) {
        commands.connect(address, timeoutNanos);
        return engine.ask("connect to " + address, 0);
    }

    /** The same, from an address of this machine; its port 0: any. */
    public long connect(InetSocketAddress address, InetSocketAddress from, long timeoutNanos) {
        commands.from(from);
        engine.ask("go out from " + from, 0);
        return connect(address, timeoutNanos);
    }

    /** The handle of a connection that is being made to a UNIX socket. */
    public long connect(byte[] path, long timeoutNanos) {
        int at = output.place(path);
        commands.connect(output.segment(), at, path.length, timeoutNanos);
        return engine.ask("connect to a UNIX socket", 0);
    }

    /** The port that a listener or a socket for datagrams is bound to; 0 for a UNIX socket. */
    public int port(long handle) {
        commands.port(handle);
        return (int) engine.ask("ask for the port of", handle);
    }

    /** The address of a connection's peer. */
    public SocketAddress peer(long connection) {
        commands.peerAddress(connection);
        int family = (int) engine.ask("ask for the peer of", connection);
        return commands.answer().address(family);
    }

    /** Takes over a listening socket that others made. */
    public long adoptListener(int descriptor) {
        return engine.adopt(Codes.HANDLE_LISTENER, descriptor);
    }

    /** A socket for datagrams, which receives so long ones whole. */
    public Datagrams datagrams(InetSocketAddress address, int datagramBytesMax) {
        commands.datagrams(address, datagramBytesMax);
        return new Datagrams(engine, engine.ask("open datagrams at " + address, 0));
    }

    /** Takes over a bound socket for datagrams that others made. */
    public Datagrams adoptDatagrams(int descriptor) {
        return new Datagrams(engine, engine.adopt(Codes.HANDLE_DATAGRAMS, descriptor));
    }

    /** Takes over a connected stream that others made. */
    public long adoptConnection(int descriptor) {
        return engine.adopt(Codes.HANDLE_CONNECTION, descriptor);
    }
}
