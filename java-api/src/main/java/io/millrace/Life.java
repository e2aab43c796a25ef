package io.millrace;

import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.EngineLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What a connection goes through: the state it is in, and the callbacks of its protocol.
 *
 * <pre>
 *     CONNECTING ──► OPEN ◄──► AWAY        AWAY: handed over, or on its way there or back
 *                      │         │
 *                      └────┬────┘
 *                        CLOSING ──► ENDED         each but ENDED can go to ENDED at any time
 * </pre>
 *
 * <p>On the loop's thread, but for what only looks.
 */
final class Life {
    private enum State {
        CONNECTING,
        OPEN,
        AWAY,
        CLOSING,
        ENDED
    }

    private final Transport transport;
    private Protocol protocol;
    private Deliveries deliveries; // once one was asked for
    private Consumer<Transport> whenEnded;
    private Region supplied; // where input goes, if the protocol wants that

    // Written on the loop's thread alone.
    private volatile State state = State.CONNECTING;
    private volatile Ending ending;

    Life(Transport transport) {
        this.transport = transport;
    }

    Transport transport() {
        return transport;
    }

    Protocol protocol() {
        return protocol;
    }

    /** At home, and neither closed nor lost. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Open, and not finished. */
    boolean isWritable() {
        return isOpen() && !outlet().isFinished();
    }

    boolean isAway() {
        return state == State.AWAY;
    }

    /** Whether bytes that were received are still wanted. */
    boolean isReceiving() {
        return isOpen() || isAway();
    }

    /** How it ended, or null. */
    Ending ending() {
        return ending;
    }

    /** How it ended; if that is still to be told, since its loop is closing, how it will have. */
    Ending lastEnding() {
        Ending known = ending;
        return known != null ? known : transport.loopClosed();
    }

    /** It is made, and this is its protocol from now on. */
    void open(Protocol made) {
        made.attach(transport);
        protocol = made;
        state = State.OPEN;
        made.begin();
        made.connectionMade();
    }

    // ---- What is asked of it

    void close() {
        if (isReceiving()) {
            beginClosing();
            commands().close(transport.handle());
        }
    }

    void closeForProtocolError(long offset) {
        if (isReceiving()) {
            beginClosing();
            commands().closeForProtocolError(transport.handle(), offset);
        }
    }

    private void beginClosing() {
        state = State.CLOSING;
        Frames batch = batch();
        if (batch != null) {
            batch.drop();
        }
    }

    void finish() {
        if (isWritable()) {
            outlet().finish();
            commands().finish(transport.handle());
        }
    }

    /** Completes the future when the peer's TCP has acknowledged all that is written, or the connection has ended. */
    void deliver(CompletableFuture<Void> future) {
        if (state == State.ENDED) {
            future.completeExceptionally(new ConnectionEndedException(ending));
            return;
        }
        if (deliveries == null) {
            deliveries = new Deliveries();
        }
        deliveries.expect(future, commands(), transport.handle());
    }

    void delivered(long number) {
        deliveries.delivered(number);
    }

    void move(EventLoop to, CompletableFuture<Void> arrived) {
        if (isOpen()) {
            cutBatch();
            home().move(transport, to, arrived);
        } else {
            arrived.completeExceptionally(new MillraceException(
                    MillraceException.WRONG_STATE, "move", transport.handle(), "move: it is " + state));
        }
    }

    void abort() {
        if (state != State.ENDED) {
            beginClosing();
            commands().abort(transport.handle());
        }
    }

    /** It is handed over; the caller writes the command. */
    void leave() {
        cutBatch();
        state = State.AWAY;
    }

    void pauseReading() {
        cutBatch();
        commands().pauseReading(transport.handle());
    }

    // ---- How its input comes

    void frame(Framing framing) {
        cutBatch();
        framing.set(commands(), transport.handle());
    }

    void frameRaw() {
        cutBatch();
        commands().frameRaw(transport.handle());
    }

    void nextFrame() {
        commands().next(transport.handle());
    }

    void receiveInto(Region region) {
        cutBatch();
        supplied = region;
        commands().frameSupplied(transport.handle());
    }

    void receiveSlices() {
        if (supplied != null) {
            supplied = null;
            commands().frameRaw(transport.handle());
            protocol.begin();
        }
    }

    /** Its input goes to a protocol in C++; or comes to this one again, for -1. */
    void fuse(int number) {
        cutBatch();
        if (number < 0) {
            commands().defuse(transport.handle());
        } else {
            commands().fuse(transport.handle(), number);
        }
    }

    void sendMessage(int kind, long number, Slice bytes) {
        if (isOpen()) {
            bytes.messageTo(home().engine().output(), transport.handle(), kind, number);
        }
    }

    /** Received bytes come again, before all that is still to come. */
    void putBack(Slice bytes) {
        if (isOpen()) {
            bytes.putBackTo(home().engine().output(), transport.handle(), Frames.ALL);
        }
    }

    /** The frames behind the present one are not for the protocol as it is now. */
    private void cutBatch() {
        Frames batch = batch();
        if (batch != null) {
            batch.putBack(home().engine(), transport.handle());
        }
    }

    /** That the protocol is looking at; null if it does not, or on another thread. */
    Frames batch() {
        return home().isHere() ? home().loop().dispatcher().intake().batchOf(transport) : null;
    }

    // ---- What the loop tells it

    /** It is back from a data loop. */
    void returned(StreamResult result) {
        if (isAway() && result.reason() == Reason.REFUSED) {
            handOverRefused((int) -result.detail());
        } else if (isAway()) {
            state = State.OPEN;
            outlet().returned();
            protocol.returned(result);
        } else if (state == State.CLOSING) {
            commands().close(transport.handle()); // it was on its way when it was closed
        }
    }

    /** Input waits for the region that was supplied. */
    void readable() {
        if (isOpen() && supplied != null) {
            int count = supplied.receive(home().engine(), transport.handle());
            if (count > 0) {
                protocol.receivedInto(supplied, count);
            }
        }
    }

    /** What was slow to send is sent. */
    void drained() {
        home().pass(
                        () -> { // on its way to another loop it must not be written to without end
                            if (isOpen()) {
                                outlet().drained();
                                protocol.drained();
                            }
                        });
    }

    /** The peer sends no more. */
    void peerFinished() {
        if (isOpen()) {
            protocol.peerFinished();
        }
    }

    /** Our end is out. */
    void finished() {
        if (isOpen()) {
            protocol.finished();
        }
    }

    /** A command could not be carried out. */
    void refused(int command, int code) {
        boolean isEnding = code == MillraceException.STALE || code == MillraceException.WRONG_STATE;
        if (EngineLoop.isHandOver(command)) {
            handOverRefused(code);
        } else if (EngineLoop.isMove(command)) {
            home().stay(code);
        } else if (EngineLoop.isDelivery(command) && deliveries != null && !isEnding) {
            deliveries.refused(refusal(EngineLoop.nameOf(command), code));
        } else if (isOpen() && !isEnding) { // if it is ending, connectionLost() will say why
            protocol.refused(refusal(EngineLoop.nameOf(command), code));
        }
    }

    private void handOverRefused(int code) {
        if (isAway()) {
            state = State.OPEN;
            outlet().returned();
            protocol.refused(refusal("hand over", code));
        }
    }

    private MillraceException refusal(String operation, int code) {
        return new MillraceException(code, operation, transport.handle(), operation + ": " + EngineLoop.textOf(code));
    }

    /** Has somebody told of its end, before its protocol is. */
    void whenEnded(Consumer<Transport> told) {
        whenEnded = told;
    }

    /** It is gone. */
    void ended(Ending how) {
        if (state != State.ENDED) {
            ending = how;
            state = State.ENDED;
            home().end();
            if (whenEnded != null) {
                whenEnded.accept(transport);
            }
            try {
                outlet().ended();
            } finally {
                connectionLost(how);
            }
        }
    }

    private void connectionLost(Ending how) {
        if (deliveries != null) {
            deliveries.ended(how);
        }
        if (protocol != null) {
            protocol.connectionLost(how);
        }
    }

    private Home home() {
        return transport.home();
    }

    private Outlet outlet() {
        return transport.outlet();
    }

    private Commands commands() {
        return home().engine().commands();
    }
}
