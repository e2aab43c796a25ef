package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * What commands do. Nothing in one is believed before it was checked. What the JDK cannot do is refused with
 * {@link Errno#EOPNOTSUPP}.
 */
final class ControlCommands {
    private static final int UNSUPPORTED = Errno.code(Errno.EOPNOTSUPP);

    private final NioSeam mill;
    private final NioControlLoop home;
    private final ControlInput input;
    private final ControlSockets sockets;
    private final ControlDatagrams datagrams;
    private final ControlFeeds feeds;
    private final JavaHolds javaHolds;

    ControlCommands(NioSeam mill, NioControlLoop home, ControlInput input) {
        this.mill = mill;
        this.home = home;
        this.input = input;
        this.sockets = new ControlSockets(mill, home);
        this.datagrams = new ControlDatagrams(mill, home);
        this.feeds = new ControlFeeds(mill, home);
        this.javaHolds = new JavaHolds(mill.pool());
    }

    /** Applies a command, or answers a question: what is more than a number stands in the record afterwards. */
    long answer(Command command, ByteBuffer block, int index) {
        return switch (command.kind) {
            case Codes.CMD_GET, Codes.CMD_ADDRESS, Codes.CMD_TCP_INFO -> answerOf(command, block, index);
            default -> apply(command);
        };
    }

    private long answerOf(Command question, ByteBuffer block, int index) {
        if (SlotTable.kindOf(question.handle) != Codes.HANDLE_CONNECTION) {
            return Codes.WRONG_KIND;
        }
        Connection connection = mill.connections().find(question.handle, home.number());
        if (connection == null || connection.isEnded()) {
            return Codes.STALE;
        }
        if (!connection.isAttached()) {
            return Codes.WRONG_STATE;
        }
        return switch (question.kind) {
            case Codes.CMD_GET -> get(connection, question.arg);
            case Codes.CMD_ADDRESS -> address(connection, question.arg, block, index);
            default -> UNSUPPORTED;
        };
    }

    private static long get(Connection connection, int setting) {
        return setting >= Codes.SET_IDLE_NANOS
                ? connection.patience().get(setting)
                : connection.settings().get(setting);
    }

    private long address(Connection connection, int end, ByteBuffer block, int index) {
        if (end != Codes.END_LOCAL && end != Codes.END_PEER) {
            return Codes.OUT_OF_RANGE;
        }
        home.loop().counters().increment(Records.LOOP_COUNTERS_OTHER_CALLS);
        try {
            SocketAddress address = end == Codes.END_PEER
                    ? connection.channel().getRemoteAddress()
                    : connection.channel().getLocalAddress();
            int at = index * Records.COMMAND_BYTES;
            block.putLong(at + Records.COMMAND_A, Addresses.firstWord(address));
            block.putLong(at + Records.COMMAND_B, Addresses.secondWord(address));
            block.putInt(at + Records.COMMAND_LENGTH, Addresses.port(address));
            block.putLong(at + Records.COMMAND_D, Addresses.zone(address));
            return Addresses.number(address);
        } catch (IOException failed) {
            return Errno.code(failed);
        }
    }

    long apply(Command command) {
        return switch (command.kind) {
            case Codes.CMD_NONE -> Codes.OK;
            case Codes.CMD_LISTEN -> sockets.listen(command);
            case Codes.CMD_CONNECT -> sockets.connect(command);
            case Codes.CMD_FROM -> sockets.setFrom(command);
            case Codes.CMD_LEND -> javaHolds.lend(command.length);
            case Codes.CMD_PORT -> port(command.handle);
            case Codes.CMD_RETAIN -> javaHolds.retain(command.segment);
            case Codes.CMD_RELEASE -> javaHolds.release(command.segment);
            case Codes.CMD_FEED_OPEN -> feeds.open(command);
            case Codes.CMD_FEED_WRITE -> feeds.write(command);
            case Codes.CMD_FEED_CLOCK -> feeds.startClock(command);
            case Codes.CMD_FEED_CLOSE -> feeds.close(command);
            case Codes.CMD_DATAGRAMS -> datagrams.open(command);
            case Codes.CMD_LOAD -> UNSUPPORTED;
            default ->
                switch (SlotTable.kindOf(command.handle)) {
                    case Codes.HANDLE_LISTENER -> sockets.applyToListener(command);
                    case Codes.HANDLE_DATAGRAMS -> datagrams.apply(command);
                    case Codes.HANDLE_CONNECTION -> applyToConnection(command);
                    default -> Codes.WRONG_KIND;
                };
        };
    }

    private long port(long handle) {
        return SlotTable.kindOf(handle) == Codes.HANDLE_DATAGRAMS ? datagrams.port(handle) : sockets.port(handle);
    }

    private int applyToConnection(Command command) {
        Connection connection = mill.connections().find(command.handle, home.number());
        if (connection != null && connection.isEnded()) {
            return Codes.STALE; // only its report is left
        }
        if (connection != null && connection.isAttached()) {
            return applyToOwn(connection, command);
        }
        return applyElsewhere(command.kind, command.handle);
    }

    /** It lives on another loop, or is on its way to this one. */
    private int applyElsewhere(int kind, long handle) {
        return switch (kind) {
            case Codes.CMD_CLOSE, Codes.CMD_ABORT, Codes.CMD_TAKE_BACK -> mill.pass(kind, handle);
            default -> mill.connections().ownerOf(handle) == Slot.NOBODY ? Codes.STALE : Codes.WRONG_STATE;
        };
    }

    private int applyToOwn(Connection connection, Command command) {
        switch (command.kind) {
            case Codes.CMD_WRITE:
                return write(connection, command);
            case Codes.CMD_CLOSE:
                return close(connection, command);
            case Codes.CMD_ABORT:
                connection.abort();
                return Codes.OK;
            case Codes.CMD_PAUSE_READING:
                connection.paused = true;
                connection.input().pause();
                return Codes.OK;
            case Codes.CMD_RESUME_READING:
                connection.paused = false;
                return connection.holding ? Codes.OK : connection.goOn();
            case Codes.CMD_FRAMING:
                return input.setFraming(connection, command);
            case Codes.CMD_PUT_BACK:
                return input.putBack(connection, command);
            case Codes.CMD_NEXT:
                connection.holding = false;
                return connection.goOn();
            case Codes.CMD_DEADLINE:
                return setDeadline(connection, command.a);
            case Codes.CMD_FINISH:
                return connection.output().finish();
            case Codes.CMD_MOVE:
                return move(connection, command.a);
            case Codes.CMD_SET:
                return set(connection, command.arg, command.a);
            case Codes.CMD_TAKE_BACK:
                return Codes.OK; // it is here already
            case Codes.CMD_HAND_OVER:
                return feeds.handOver(connection, command);
            case Codes.CMD_DELIVERY, Codes.CMD_FUSE, Codes.CMD_MESSAGE:
                return UNSUPPORTED;
            default:
                return Codes.OUT_OF_RANGE;
        }
    }

    private static int close(Connection connection, Command command) {
        if (command.flags > 1) {
            return Codes.OUT_OF_RANGE;
        }
        connection.close(
                command.flags == 0 ? Ending.LOCAL_CLOSE : Ending.local(Codes.REASON_PROTOCOL_ERROR, command.a));
        return Codes.OK;
    }

    private static int setDeadline(Connection connection, long nanos) {
        // A connection that is closing has a deadline already, and no other way to end if its peer does nothing.
        if (!connection.isOpen() && !connection.isConnecting()) {
            return Codes.WRONG_STATE;
        }
        connection.setDeadline(nanos);
        return Codes.OK;
    }

    private static int set(Connection connection, int setting, long value) {
        if (setting >= Codes.SET_IDLE_NANOS) {
            return connection.patience().set(setting, value);
        }
        int code = connection.settings().set(setting, value);
        if (code == Codes.OK && setting == Codes.SET_CROWDED_INPUT) {
            connection.input().reconsider();
        }
        return code;
    }

    /** Whether it was to move, and is still here. */
    boolean stays(Command command) {
        Connection connection =
                command.kind == Codes.CMD_MOVE ? mill.connections().find(command.handle, home.number()) : null;
        return connection != null && !connection.isEnded();
    }

    /** To another control loop, with all that it has. */
    private int move(Connection connection, long loop) {
        if (!connection.isOpen()) {
            return Codes.WRONG_STATE;
        }
        NioControlLoop to = mill.loop(loop);
        if (to == null) {
            return Codes.STALE;
        }
        if (to == home) {
            return Codes.WRONG_STATE;
        }
        long deadline = connection.patience().deadlineSet();
        connection.detach();
        connection.patience().keepDeadline(deadline);
        if (home.passOn(connection, to, Notice.of(Codes.EVENT_MOVED, connection.handle))) {
            return Codes.OK;
        }
        home.attach(connection);
        return Codes.STALE;
    }

    private int write(Connection connection, Command command) {
        Segment segment = mill.shareRange(command);
        return segment == null
                ? Codes.OUT_OF_RANGE
                : connection.output().write(new Piece(segment, command.offset, command.length));
    }

    /** The loop ends: closes what is its own, and lets go of what Java held through it. */
    void close() {
        mill.listeners().forEach(home.number(), sockets::closeListener);
        mill.datagrams().forEach(home.number(), datagrams::close);
        javaHolds.releaseAll();
    }
}
