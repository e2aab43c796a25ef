package io.millrace.engine.nio;

import io.millrace.engine.Block;
import io.millrace.jni.Codes;
import io.millrace.jni.Records;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * A control loop: it applies the commands that were written, turns the loop, and writes events.
 *
 * <pre>
 *   commands → [ mail → flush → wait → mail → input → timers ] → endings → number of events
 * </pre>
 *
 * <p>The events of a turn, and the segments they name, stay until the next turn has applied its commands.
 */
final class NioControlLoop implements LoopOwner, Role {
    private final NioSeam mill;
    private final LoopBlocks blocks;
    private final Counters counters;
    private final NioLoop loop;
    private final EventBlock events;
    private final ControlInput input;
    private final ControlCommands commands;
    private final Command command = new Command();
    private final ArrayDeque<Connection> endings = new ArrayDeque<>();
    private final ArrayDeque<Notice> untold = new ArrayDeque<>(); // refusals that found the block full

    NioControlLoop(NioSeam mill, int number, LoopBlocks blocks, Platform platform) throws IOException {
        this.mill = mill;
        this.blocks = blocks;
        counters = blocks.counters();
        loop = new NioLoop(mill.pool(), number, counters, platform);
        events = new EventBlock(blocks.events(), blocks.frameEnds());
        input = new ControlInput(mill, this, events, counters);
        commands = new ControlCommands(mill, this, input);
    }

    @Override
    public NioLoop loop() {
        return loop;
    }

    int number() {
        return loop.number();
    }

    // ---- What the seam asks

    int turn(int count, long timeoutNanos) {
        if (count < 0 || count > Records.COMMANDS_MAX) {
            return Codes.OUT_OF_RANGE;
        }
        loop.account().begin();
        events.begin();
        loop.begin();
        for (int i = 0; i < count; i++) {
            command.read(blocks.commands(), i);
            long answer = commands.apply(command);
            countCommand(answer);
            // A connection may have ended before Java knew: that is no news. That the loop has to which it was to move
            // is.
            if (answer < 0 && (answer != Codes.STALE || commands.stays(command))) {
                untold.add(refusal(command, (int) answer));
            }
        }
        events.letGo();
        tellRefusals();
        reportEndings();
        int code = loop.turn(timeoutNanos);
        if (code != Codes.OK) {
            return code;
        }
        reportEndings();
        counters.add(Records.LOOP_COUNTERS_EVENTS, events.count());
        loop.account().end(events.count());
        return events.count();
    }

    long ask(int index) {
        if (index < 0 || index >= Records.COMMANDS_MAX) {
            return Codes.OUT_OF_RANGE;
        }
        command.read(blocks.commands(), index);
        long answer = commands.answer(command, blocks.commands(), index);
        countCommand(answer);
        return answer;
    }

    long receive(long handle, Block into, int offset, int length) {
        if (SlotTable.kindOf(handle) != Codes.HANDLE_CONNECTION) {
            return Codes.WRONG_KIND;
        }
        if (length <= 0) {
            return Codes.OUT_OF_RANGE;
        }
        Connection connection = mill.connections().find(handle, number());
        if (connection == null || connection.isEnded()) {
            return Codes.STALE;
        }
        if (connection.framing != Codes.FRAMING_SUPPLIED || !connection.isAttached() || !connection.isOpen()) {
            return Codes.WRONG_STATE;
        }
        int received = connection.input().receiveInto(into.bytes().slice(offset, length));
        connection.holding = false;
        if (received == 0) {
            connection.input().peerClosed();
        }
        connection.goOn();
        return Math.max(received, 0);
    }

    /** Ends everything on the loop. By its own thread. */
    @Override
    public void close() {
        loop.refuseMail(); // what has come is ours already, and ends with the others
        mill.connections().forEach(number(), this::endForClosing);
        mill.connections().forEach(number(), mill::giveBack);
        commands.close();
        events.letGo();
        loop.close();
    }

    /** One that was on its way home has no other role any more. */
    private void endForClosing(Connection connection) {
        connection.role(this);
        connection.end(Ending.LOOP_CLOSED, true);
    }

    @Override
    public void applyFromElsewhere(int kind, long handle) {
        command.kind = kind;
        command.handle = handle;
        countCommand(commands.apply(command));
    }

    private void countCommand(long answer) {
        counters.increment(Records.LOOP_COUNTERS_COMMANDS);
        if (answer < 0) {
            counters.increment(Records.LOOP_COUNTERS_COMMANDS_REFUSED);
        }
    }

    // ---- Events

    private static Notice refusal(Command command, int code) {
        return new Notice(Codes.EVENT_REFUSED, command.handle, 0, code, 0, command.kind, 0, 0, 0);
    }

    private void tellRefusals() {
        while (!untold.isEmpty() && !events.stopsInput()) {
            tell(untold.poll());
        }
    }

    /** Adds an event that had to wait for its place. */
    void tell(Notice notice) {
        events.add(notice);
        loop.haveResults(events.stopsInput());
    }

    void add(int kind, long handle) {
        events.add(kind, handle);
        loop.haveResults(events.stopsInput());
    }

    // ---- What connections tell. Where flushes find the block full, Java learns it in the next turn.

    @Override
    public boolean drained(Connection connection) {
        return addIfThereIsRoom(Codes.EVENT_DRAINED, connection);
    }

    @Override
    public boolean finished(Connection connection) {
        return addIfThereIsRoom(Codes.EVENT_FINISHED, connection);
    }

    private boolean addIfThereIsRoom(int kind, Connection connection) {
        if (events.isFull()) {
            return false;
        }
        add(kind, connection.handle);
        return true;
    }

    @Override
    public void connected(Connection connection) {
        add(Codes.EVENT_CONNECTED, connection.handle);
    }

    @Override
    public boolean peerFinished(Connection connection) {
        add(Codes.EVENT_PEER_FINISHED, connection.handle);
        return true;
    }

    @Override
    public void ended(Connection connection) {
        endings.add(connection);
        loop.haveResults(loop.isInputStopped());
    }

    /** A datagram has come; {@code isCut}: it was longer than is received whole. */
    void received(Datagrams socket, Piece datagram, SocketAddress from, boolean isCut) {
        add(Codes.EVENT_DATAGRAM, socket.handle);
        events.bytes(datagram, datagram.length);
        events.numbers(
                Addresses.port(from), Addresses.firstWord(from), Addresses.secondWord(from), Addresses.zone(from));
        events.set(Addresses.number(from), isCut ? 1 : 0);
    }

    private void reportEndings() {
        while (!events.isFull() && !endings.isEmpty()) {
            Connection connection = endings.poll();
            ConnectionStats stats = connection.stats();
            Ending ending = connection.ending();
            add(Codes.EVENT_ENDED, connection.handle);
            events.set(ending.by(), ending.reason());
            events.numbers(stats.bytesIn(), stats.bytesOut(), stats.livedNanos(), ending.detail());
            mill.giveBack(connection);
        }
    }

    // ---- Connections that come and go

    /** One that this loop owns; null when the table is full. */
    Connection newConnection(SocketChannel channel) {
        return mill.connections().take(handle -> new Connection(handle, this, channel, mill.connectionStats()));
    }

    /** To another loop. False: that loop is closed, and the connection is still ours. */
    boolean passOn(Connection connection, NioControlLoop to, Notice notice) {
        connection.settleAt(to);
        if (to.loop.post(() -> connection.owner = to.number(), () -> to.takeIn(connection, notice))) {
            return true;
        }
        connection.settleAt(this);
        return false;
    }

    /** A connection comes that a listener has accepted, or another loop had until now. */
    void takeIn(Connection connection, Notice notice) {
        tell(notice);
        connection.toldTurn = notice.kind() == Codes.EVENT_ACCEPTED ? turns() : 0; // not a turn of the other loop
        attach(connection);
    }

    /** It was handed over, and comes back; or it has ended there, and is to be told. */
    void takeHome(Connection connection, Notice notice) {
        if (connection.isEnded()) {
            ended(connection);
            return;
        }
        connection.holding = connection.paused = false;
        connection.restartFraming(); // the data loop may have consumed what was scanned here
        tell(notice);
        attach(connection);
    }

    void attach(Connection connection) {
        if (!connection.attach(loop, this)) {
            connection.end(Ending.ofSystem(Codes.REASON_SYSTEM, Errno.EIO), true);
        }
    }

    long turns() {
        return counters.get(Records.LOOP_COUNTERS_TURNS);
    }

    // ---- Input

    @Override
    public void readable(Connection connection) {
        input.readable(connection);
    }
}
