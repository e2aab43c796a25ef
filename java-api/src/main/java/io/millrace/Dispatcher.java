package io.millrace;

import io.millrace.engine.Commands;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Events;
import io.millrace.stream.Feed;
import io.millrace.watch.FlightRecording;
import io.millrace.watch.Handlers;
import io.millrace.watch.Pulse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls the right object for each event of a turn. What a callback throws ends its own connection and nothing else. On the
 * loop's thread only.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final EventLoop loop;
    private final EngineLoop engine;
    private final Events events;
    private final Commands commands;
    private final Intake intake;
    private final Pulse pulse;
    private final Slots<Transport> transports = new Slots<>();
    private final Arrivals arrivals;
    private final Slots<Connector.Attempt> connecting = new Slots<>();
    private final Set<Connector> connectors = new HashSet<>();
    private final Slots<Listener> listeners = new Slots<>();
    private final Slots<DatagramTransport> datagrams = new Slots<>();
    // By the whole handle: another feed can have the place of one whose end is still to be heard of here.
    private final Map<Long, Feed> feeds = new HashMap<>();

    Dispatcher(EventLoop loop) {
        this.loop = loop;
        this.engine = loop.engine();
        this.events = engine.events();
        this.commands = engine.commands();
        this.intake = new Intake(engine);
        this.pulse = loop.pulse();
        this.arrivals = new Arrivals(loop);
    }

    void add(Listener listener) {
        listeners.put(listener.handle(), listener);
    }

    void drop(Listener listener) {
        if (listener.loop() == loop && listeners.get(listener.handle()) != null) {
            listeners.remove(listener.handle());
            commands.close(listener.handle());
            listener.dropped();
        }
    }

    /** A listener of another loop is closed, and nothing more of it will come here. */
    void forget(Listener listener) {
        listeners.remove(listener.handle());
    }

    /** It may accept so many more. */
    void allow(Listener listener, int connections) {
        if (listeners.get(listener.handle()) != null) {
            commands.accept(listener.handle(), connections);
        }
    }

    void add(DatagramTransport socket) {
        datagrams.put(socket.handle(), socket);
    }

    void drop(DatagramTransport socket) {
        datagrams.remove(socket.handle());
    }

    void add(Feed feed) {
        feeds.put(feed.handle(), feed);
    }

    /** It hears of the end of the loop, until it is forgotten. */
    void add(Connector connector) {
        connectors.add(connector);
    }

    void forget(Connector connector) {
        connectors.remove(connector);
    }

    void add(Connector.Attempt attempt) {
        connecting.put(attempt.handle(), attempt);
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** The events of a turn, in order. */
    void dispatch(int count) {
        for (int event = 0; event < count; event++) {
            dispatchOne(event);
        }
        EngineLoop.Refused refused = engine.pollRefused();
        while (refused != null) {
            tell(refused);
            refused = engine.pollRefused();
        }
    }

    /** Whatever a callback throws, the other connections must not suffer for it. */
    private void dispatchOne(int event) {
        pulse.beat(Handlers.LOOP);
        try {
            call(event);
        } catch (Throwable thrown) {
            blame(events.handle(event), thrown);
        }
    }

    private void tell(EngineLoop.Refused refused) {
        pulse.beat(Handlers.LOOP);
        try {
            refused(refused.command(), refused.handle(), refused.code());
        } catch (Throwable thrown) {
            blame(refused.handle(), thrown);
        }
    }

    private void blame(long handle, Throwable thrown) {
        Transport transport = transports.get(handle);
        EventLoop.log(LOG, transport, thrown);
        if (transport != null) {
            transport.abort();
        } else {
            commands.abort(handle); // refused, if it has ended
        }
    }

    private void call(int event) {
        switch (events.kind(event)) {
            case Events.RECEIVED, Events.FRAMES, Events.TOO_LONG, Events.MALFORMED, Events.MESSAGE -> input(event);
            case Events.ACCEPTED -> accepted(event);
            case Events.CONNECTED -> connected(events.handle(event));
            case Events.READABLE,
                    Events.DRAINED,
                    Events.PEER_FINISHED,
                    Events.FINISHED,
                    Events.DELIVERED,
                    Events.RETURNED -> happened(event);
            case Events.MOVED -> moved(events.handle(event));
            case Events.ENDED -> ended(event);
            case Events.DATAGRAM -> datagram(event);
            case Events.FEED_CHANGED -> feedChanged(event);
            case Events.REFUSED -> refused((int) events.a(event), events.handle(event), events.code(event));
            default -> LOG.log(Level.WARNING, "an event of unknown kind " + events.kind(event));
        }
    }

    // ---- Connections

    private void input(int event) {
        Transport transport = transports.get(events.handle(event));
        if (transport == null || !transport.life().isReceiving()) {
            return; // closed here in this turn; its ending is to come
        }
        beat(transport);
        intake.deliver(transport, event);
    }

    Intake intake() {
        return intake;
    }

    private void moved(long handle) {
        Passage passage = arrivals.take(handle);
        if (passage == null) {
            arrivals.addStray(handle); // the loop that it comes from was closed, and has ended it
            commands.abort(handle);
            return;
        }
        Transport transport = passage.transport();
        transports.put(handle, transport);
        passage.from()
                .engine()
                .mailbox()
                .offer(() -> passage.from().dispatcher().forget(transport));
        transport.home().arrive(passage);
    }

    /** It lives elsewhere; unless it has come back meanwhile. */
    private void forget(Transport transport) {
        if (transport.home().loop() != loop) {
            transports.remove(transport.handle());
        }
    }

    /**
     * A connection of this loop was about to move to one that is closed now: has it ended there, or will its move be refused?
     * From the other loop's thread, or again on this one's.
     */
    void findOut(Passage passage) {
        Transport transport = passage.transport();
        boolean isOpen = engine.mailbox().offer(() -> {
            if (!transport.home().isUnderWay(passage)) {
                return;
            }
            if (transport.stats().state() == ConnectionStats.State.ENDED) {
                transports.remove(transport.handle());
                loopClosed(transport);
            } else {
                findOut(passage); // the refusal is on its way
            }
        });
        if (!isOpen) {
            loopClosed(transport);
        }
    }

    private void happened(int event) {
        Transport transport = transports.get(events.handle(event));
        if (transport == null) {
            return;
        }
        Life life = transport.life();
        beat(transport);
        switch (events.kind(event)) {
            case Events.READABLE -> life.readable();
            case Events.DRAINED -> life.drained();
            case Events.PEER_FINISHED -> life.peerFinished();
            case Events.FINISHED -> life.finished();
            case Events.DELIVERED -> life.delivered(events.b(event));
            default -> life.returned(new StreamResult(Reason.of(events.code(event)), events.a(event), events.d(event)));
        }
    }

    private void accepted(int event) {
        Listener listener = listeners.get(events.a(event));
        SocketAddress peer = events.peer(event);
        if (listener == null || !listener.admits(peer)) {
            commands.abort(events.handle(event)); // it was closed in this turn, or wants no more of that peer
        } else {
            Transport transport = new Transport(loop, events.handle(event), peer);
            transport.life().whenEnded(listener.left());
            open(transport, listener.factory());
        }
    }

    void open(Transport transport, ProtocolFactory factory) {
        transports.put(transport.handle(), transport);
        pulse.beat(Handlers.FACTORIES);
        Protocol protocol = factory.buildProtocol(transport.peer());
        if (protocol == null) {
            transport.abort();
        } else {
            pulse.beat(Handlers.of(protocol));
            transport.life().open(protocol);
        }
    }

    private void connected(long handle) {
        Connector.Attempt attempt = connecting.get(handle);
        if (attempt != null) {
            connecting.remove(handle);
            attempt.connected();
        }
    }

    private void ended(int event) {
        Ending how = new Ending(
                Reason.of(events.code(event)),
                Ending.By.of(events.flags(event)),
                events.a(event),
                events.b(event),
                Duration.ofNanos(events.c(event)),
                events.d(event));
        long handle = events.handle(event);
        Connector.Attempt attempt = connecting.get(handle);
        Transport transport = transports.get(handle);
        if (attempt != null) {
            connecting.remove(handle);
            record(handle, attempt.peer(), null, how);
            attempt.ended(how);
        } else if (transport != null) {
            transports.remove(handle);
            beat(transport);
            ended(transport, how);
        } else if (!arrivals.removeStray(handle)) {
            record(handle, null, null, how); // its listener was closed before it came
        }
    }

    private static void ended(Transport transport, Ending how) {
        record(transport.handle(), transport.peer(), transport.life().protocol(), how);
        transport.life().ended(how);
    }

    private static void record(long handle, SocketAddress peer, Protocol protocol, Ending how) {
        if (FlightRecording.IS_PRESENT) {
            ConnectionEndedEvent.record(handle, peer, protocol, how);
        }
    }

    // ---- The rest

    private void datagram(int event) {
        DatagramTransport socket = datagrams.get(events.handle(event));
        if (socket != null) {
            pulse.beat(Handlers.of(socket.protocol()));
            socket.received(intake.slice(event), event, events.code(event) != 0);
        }
    }

    private void feedChanged(int event) {
        Feed feed = feeds.get(events.handle(event));
        pulse.beat(Handlers.FEEDS);
        if (feed != null && !feed.changed(events, event)) {
            feeds.remove(feed.handle());
        }
    }

    private void refused(int command, long handle, int code) {
        DatagramTransport socket = datagrams.get(handle);
        if (socket != null) {
            socket.refused();
            return;
        }
        Transport transport = transports.get(handle);
        if (transport == null || EngineLoop.isOption(command, code)) { // for an option no connection is given up
            LOG.log(Level.DEBUG, () -> EngineLoop.nameOf(command) + ": " + EngineLoop.textOf(code));
            return;
        }
        beat(transport);
        transport.life().refused(command, code);
    }

    /** It is called from here on; it may have no protocol. */
    private void beat(Transport transport) {
        Protocol protocol = transport.life().protocol();
        pulse.beat(protocol == null ? Handlers.FACTORIES : Handlers.of(protocol));
    }

    /** The loop closes: everything on it hears of that. */
    void close() {
        listeners.all().forEach(this::drop);
        datagrams.all().forEach(socket -> {
            drop(socket);
            socket.end();
        });
        Ending closed = new Ending(Reason.LOOP_CLOSED, Ending.By.LOCAL, 0, 0, Duration.ZERO, 0);
        connecting.all().forEach(attempt -> record(attempt.handle(), attempt.peer(), null, closed));
        List.copyOf(connectors).forEach(Connector::loopClosed);
        for (Transport transport : transports.all()) {
            transports.remove(transport.handle());
            if (transport.home().staysWith(loop)) {
                transport.abort(); // wherever it is
                loopClosed(transport);
            }
        }
        arrivals.close();
        for (Feed feed : List.copyOf(feeds.values())) {
            feeds.remove(feed.handle());
            feed.homeClosed(engine);
        }
    }

    /** After {@link #close}, and the native loop's. */
    void closed() {
        arrivals.closed();
    }

    private static void loopClosed(Transport transport) {
        try {
            ended(transport, transport.loopClosed());
        } catch (Throwable thrown) {
            EventLoop.log(LOG, transport, thrown);
        }
    }
}
