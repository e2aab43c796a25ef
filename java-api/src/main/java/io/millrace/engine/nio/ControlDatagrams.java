package io.millrace.engine.nio;

import io.millrace.jni.Codes;

/** What a control loop's commands do with datagram sockets. */
final class ControlDatagrams {
    private final NioSeam mill;
    private final NioControlLoop home;

    ControlDatagrams(NioSeam mill, NioControlLoop home) {
        this.mill = mill;
        this.home = home;
    }

    /** A socket's handle, or a code. */
    long open(Command command) {
        Datagrams socket = mill.datagrams().take(handle -> new Datagrams(handle, home));
        if (socket == null) {
            return Codes.FULL;
        }
        int code = socket.open(
                Addresses.internet(command.flags, command.a, command.b, command.length, command.d), command.arg);
        if (code != Codes.OK) {
            close(socket);
            return code;
        }
        return socket.handle;
    }

    long port(long handle) {
        Datagrams socket = mill.datagrams().find(handle, home.number());
        return socket == null ? Codes.STALE : socket.port();
    }

    int apply(Command command) {
        Datagrams socket = mill.datagrams().find(command.handle, home.number());
        if (socket == null) {
            return Codes.STALE;
        }
        switch (command.kind) {
            case Codes.CMD_CLOSE:
                socket.flush();
                close(socket);
                return Codes.OK;
            case Codes.CMD_ABORT:
                close(socket);
                return Codes.OK;
            case Codes.CMD_PAUSE_READING:
                socket.pause();
                return Codes.OK;
            case Codes.CMD_RESUME_READING:
                socket.resume();
                return Codes.OK;
            case Codes.CMD_SEND_TO:
                return send(socket, command);
            default:
                return Codes.WRONG_KIND;
        }
    }

    private int send(Datagrams socket, Command command) {
        Segment segment = mill.shareRange(command);
        if (segment == null) {
            return Codes.OUT_OF_RANGE;
        }
        return socket.send(
                new Piece(segment, command.offset, command.length),
                Addresses.internet(command.flags, command.a, command.b, command.arg, command.d));
    }

    void close(Datagrams socket) {
        socket.close();
        mill.datagrams().giveBack(socket);
    }
}
