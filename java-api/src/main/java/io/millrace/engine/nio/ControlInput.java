package io.millrace.engine.nio;

import io.millrace.jni.Codes;
import io.millrace.jni.Records;

/**
 * What a connection receives, framed for Java.
 *
 * <p>A connection is given to Java at most once in a turn. So what Java makes of it (another framing, a pause, a hand-over)
 * holds for everything behind it, and it can put back what it has no use for.
 */
final class ControlInput {
    private static final int OVERHEAD_BYTES_MAX = 16; // of one frame: its delimiter, or what announces it
    private static final int FLAGS = Codes.FRAMING_LOCKSTEP | Codes.FRAMING_NOT_EMPTY | Codes.FRAMING_STRICT;

    private final NioSeam mill;
    private final NioControlLoop home;
    private final EventBlock events;
    private final Counters counters;

    ControlInput(NioSeam mill, NioControlLoop home, EventBlock events, Counters counters) {
        this.mill = mill;
        this.home = home;
        this.events = events;
        this.counters = counters;
    }

    void readable(Connection connection) {
        if (home.loop().isInputStopped()) {
            connection.lookAgain();
        } else if (connection.input().isHeld() || connection.toldTurn == home.turns()) {
            return;
        } else if (connection.holding || connection.paused) {
            connection.input().pause();
        } else if (connection.framing == Codes.FRAMING_SUPPLIED) {
            home.add(Codes.EVENT_READABLE, connection.handle);
            connection.holding = true; // until Java has fetched it
        } else if (connection.inbound().isEmpty() || !deliver(connection)) {
            receive(connection);
        }
    }

    private void receive(Connection connection) {
        int received = connection.input().receive();
        if (received > 0) {
            deliver(connection);
        } else if (received == 0) {
            connection.input().peerClosed();
        }
    }

    /** Whether there was something for Java. */
    private boolean deliver(Connection connection) {
        if (connection.framing != Codes.FRAMING_RAW) {
            return deliverFrames(connection);
        }
        Piece piece = connection.inbound().take();
        add(Codes.EVENT_RECEIVED, connection);
        events.bytes(piece, piece.length);
        piece.release();
        return true;
    }

    private void add(int kind, Connection connection) {
        connection.toldTurn = home.turns();
        home.add(kind, connection.handle);
    }

    private boolean deliverFrames(Connection connection) {
        Inbound inbound = connection.inbound();
        Framer framer = connection.framer;
        int entries = framer.entriesPerFrame();
        int first = events.frameEndsUsed();
        int room = connection.lockstep ? 1 : Math.min(events.frameEndsRoom() / entries, connection.batchMax());
        framer.scan(inbound.unread(), events.frameEnds(), first, room);
        counters.add(Records.LOOP_COUNTERS_BYTES_SCANNED, framer.looked());
        if (framer.frames() == 0) {
            if (framer.fault() != Framer.NONE) {
                reportFault(connection);
            }
            return framer.fault() != Framer.NONE;
        }
        events.useFrameEnds(framer.frames() * entries);
        add(Codes.EVENT_FRAMES, connection);
        events.set(entries - 1, 0);
        events.numbers(first, framer.frames(), framer.gap(), framer.lead());
        events.bytes(inbound.unread(), framer.consumed());
        inbound.drop(framer.consumed());
        connection.holding = connection.lockstep;
        connection.deliveredBatch(framer.frames());
        // What is wrong behind them is told in a turn of its own: Java may want another framing there.
        boolean isMore = framer.frames() == room || framer.fault() != Framer.NONE;
        if (isMore && !inbound.isEmpty() && !connection.lockstep) {
            connection.lookAgain();
        }
        return true;
    }

    /** Nothing more is received, unless Java asks for another framing. */
    private void reportFault(Connection connection) {
        Framer framer = connection.framer;
        boolean isTooLong = framer.fault() == Framer.TOO_LONG;
        add(isTooLong ? Codes.EVENT_TOO_LONG : Codes.EVENT_MALFORMED, connection);
        long start = connection.stats().bytesIn() - connection.inbound().bytes();
        if (isTooLong) {
            events.numbers(start, framer.frameBytesMax, framer.announced(), 0);
        } else {
            events.set(0, framer.fault());
            events.numbers(start, framer.faultAt(), 0, 0);
        }
        connection.holding = true;
        connection.input().pause();
    }

    // ---- Commands

    int setFraming(Connection connection, Command command) {
        int kind = command.flags & ~FLAGS;
        if (kind != Codes.FRAMING_RAW && kind != Codes.FRAMING_SUPPLIED) {
            Framer made = framerOf(kind, command);
            if (made == null) {
                return Codes.OUT_OF_RANGE;
            }
            connection.framer = made;
        }
        connection.framing = kind;
        connection.lockstep = (command.flags & Codes.FRAMING_LOCKSTEP) != 0;
        connection.holding = false;
        return connection.goOn();
    }

    private static Framer framerOf(int kind, Command command) {
        if (Integer.compareUnsigned(command.arg, Records.SEGMENT_BYTES_MAX - OVERHEAD_BYTES_MAX) > 0) {
            return null;
        }
        return switch (kind) {
            case Codes.FRAMING_DELIMITER -> DelimiterFramer.of(command);
            case Codes.FRAMING_LINES -> new LineFramer(command);
            case Codes.FRAMING_PREFIX -> PrefixFramer.of(command);
            case Codes.FRAMING_VARINT -> new VarintFramer(command);
            case Codes.FRAMING_NETSTRING -> new NetstringFramer(command);
            case Codes.FRAMING_FIXED -> FixedFramer.of(command);
            default -> null;
        };
    }

    int putBack(Connection connection, Command command) {
        if (!connection.isOpen()) {
            return Codes.WRONG_STATE;
        }
        Segment segment = mill.shareRange(command);
        if (segment == null) {
            return Codes.OUT_OF_RANGE;
        }
        Piece piece = new Piece(segment, command.offset, command.length);
        if (!connection.inbound().putInFront(home.loop(), piece)) {
            return Codes.NO_MEMORY;
        }
        connection.restartFraming();
        connection.shortenBatch(command.arg);
        return connection.holding ? Codes.OK : connection.goOn();
    }
}
