package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.Commands;
import io.millrace.engine.Events;
import io.millrace.engine.NativeEngine;
import io.millrace.engine.TurnLifetime;
import io.millrace.stream.Feed;
import io.millrace.watch.FlightRecording;
import io.millrace.watch.Pulse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Calls the right object for each event of a turn. What a callback throws ends its own connection and nothing else. On the
 * loop's thread only.
 */
final class Dispatcher {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final EventLoop loop;
    private final NativeEngine engine;
    private final Events events;
    private final Commands commands;
    private final TurnLifetime lifetime;
    private final Pulse pulse;
    private final Slots<Transport> transports = new Slots<>();
    private final Slots<Connecting> connecting = new Slots<>();
    private final Slots<Listener> listeners = new Slots<>();
    // By the whole handle: another feed can have the place of one whose end is still to be heard of here.
    private final Map<Long, Feed> feeds = new HashMap<>();

    /** A connection that is being made: who waits for it. */
    private record Connecting(
            InetSocketAddress peer, ProtocolFactory factory, CompletableFuture<Protocol> made, long handle) {}

    Dispatcher(EventLoop loop) {
        this.loop = loop;
        this.engine = loop.engine();
        this.events = engine.events();
        this.commands = engine.commands();
        this.lifetime = engine.lifetime();
        this.pulse = loop.pulse();
    }

    void add(Listener listener) {
        listeners.put(listener.handle(), listener);
    }

    void drop(Listener listener) {
        if (listeners.get(listener.handle()) != null) {
            listeners.remove(listener.handle());
            commands.close(listener.handle());
        }
    }

    void add(Feed feed) {
        feeds.put(feed.handle(), feed);
    }

    void connect(InetSocketAddress peer, ProtocolFactory factory, Duration timeout, CompletableFuture<Protocol> made) {
        try {
            commands.connect(peer, EventLoop.nanos(timeout));
            long handle = engine.ask("connect to " + peer, 0);
            connecting.put(handle, new Connecting(peer, factory, made, handle));
        } catch (RuntimeException refused) {
            made.completeExceptionally(refused);
        }
    }

    /** The events of a turn, in order. */
    void dispatch(int count) {
        for (int event = 0; event < count; event++) {
            dispatchOne(event);
        }
        NativeEngine.Refused refused = engine.pollRefused();
        while (refused != null) {
            tell(refused);
            refused = engine.pollRefused();
        }
    }

    /** Whatever a callback throws, the other connections must not suffer for it. */
    private void dispatchOne(int event) {
        pulse.beat();
        try {
            call(event);
        } catch (Throwable thrown) {
            blame(events.handle(event), thrown);
        }
    }

    private void tell(NativeEngine.Refused refused) {
        pulse.beat();
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
            case Events.RECEIVED, Events.FRAMES, Events.TOO_LONG -> input(event);
            case Events.ACCEPTED -> accepted(event);
            case Events.CONNECTED -> connected(events.handle(event));
            case Events.READABLE -> readable(events.handle(event));
            case Events.DRAINED -> drained(events.handle(event));
            case Events.PEER_FINISHED -> peerFinished(events.handle(event));
            case Events.FINISHED -> finished(events.handle(event));
            case Events.DELIVERED -> delivered(event);
            case Events.RETURNED -> returned(event);
            case Events.ENDED -> ended(event);
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
        Protocol protocol = transport.life().protocol();
        switch (events.kind(event)) {
            case Events.RECEIVED -> protocol.dataReceived(slice(event));
            case Events.FRAMES ->
                protocol.framesReceived(
                        slice(event), events, (int) events.a(event), (int) events.b(event), (int) events.c(event));
            default -> protocol.frameTooLong(events.a(event));
        }
    }

    private Slice slice(int event) {
        return Slice.received(
                events.block(event), lifetime, events.segment(event), events.offset(event), events.length(event));
    }

    private void readable(long handle) {
        Transport transport = transports.get(handle);
        if (transport != null) {
            transport.life().readable();
        }
    }

    private void drained(long handle) {
        Transport transport = transports.get(handle);
        if (transport != null) {
            transport.life().drained();
        }
    }

    private void peerFinished(long handle) {
        Transport transport = transports.get(handle);
        if (transport != null) {
            transport.life().peerFinished();
        }
    }

    private void finished(long handle) {
        Transport transport = transports.get(handle);
        if (transport != null) {
            transport.life().finished();
        }
    }

    private void delivered(int event) {
        Transport transport = transports.get(events.handle(event));
        if (transport != null) {
            transport.life().delivered(events.b(event));
        }
    }

    private void returned(int event) {
        Transport transport = transports.get(events.handle(event));
        if (transport != null) {
            transport
                    .life()
                    .returned(new StreamResult(Reason.of(events.code(event)), events.a(event), events.d(event)));
        }
    }

    private void accepted(int event) {
        Listener listener = listeners.get(events.a(event));
        SocketAddress peer = events.peer(event);
        if (listener == null) {
            commands.abort(events.handle(event)); // it was closed in this turn
        } else {
            open(new Transport(loop, events.handle(event), peer), listener.factory());
        }
    }

    private void open(Transport transport, ProtocolFactory factory) {
        transports.put(transport.handle(), transport);
        Protocol protocol = factory.buildProtocol(transport.peer());
        if (protocol == null) {
            transport.abort();
        } else {
            transport.life().open(protocol);
        }
    }

    private void connected(long handle) {
        Connecting waiting = connecting.get(handle);
        if (waiting == null) {
            return;
        }
        connecting.remove(handle);
        Transport transport = new Transport(loop, handle, waiting.peer, Limits.OF_CLIENTS);
        try {
            open(transport, waiting.factory);
        } catch (Throwable thrown) {
            waiting.made.completeExceptionally(thrown);
            throw thrown;
        }
        if (transport.life().protocol() == null) {
            waiting.made.completeExceptionally(new IllegalStateException("the factory refused " + transport));
        } else {
            waiting.made.complete(transport.life().protocol());
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
        Connecting waiting = connecting.get(handle);
        Transport transport = transports.get(handle);
        if (waiting != null) {
            connecting.remove(handle);
            notMade(waiting, how);
        } else if (transport != null) {
            transports.remove(handle);
            ended(transport, how);
        } else {
            record(handle, null, null, how); // its listener was closed before it came
        }
    }

    private static void ended(Transport transport, Ending how) {
        record(transport.handle(), transport.peer(), transport.life().protocol(), how);
        transport.life().ended(how);
    }

    private static void notMade(Connecting waiting, Ending how) {
        record(waiting.handle, waiting.peer, null, how);
        int errno = (int) how.detail();
        int code = errno == 0 ? MillraceException.STALE : -1000 - errno;
        String why = errno == 0 ? "it ended for the reason " + how.reason() : NativeEngine.textOf(code);
        waiting.made.completeExceptionally(
                new MillraceException(code, "connect", waiting.handle, "connect to " + waiting.peer + ": " + why));
    }

    private static void record(long handle, SocketAddress peer, Protocol protocol, Ending how) {
        if (FlightRecording.IS_PRESENT) {
            ConnectionEndedEvent.record(handle, peer, protocol, how);
        }
    }

    // ---- The rest

    private void feedChanged(int event) {
        Feed feed = feeds.get(events.handle(event));
        if (feed != null && !feed.changed(events, event)) {
            feeds.remove(feed.handle());
        }
    }

    private void refused(int command, long handle, int code) {
        Transport transport = transports.get(handle);
        if (transport == null) {
            LOG.log(Level.DEBUG, () -> NativeEngine.nameOf(command) + ": " + NativeEngine.textOf(code));
            return;
        }
        transport.life().refused(command, code);
    }

    /** The loop closes: everything on it hears of that. */
    void close() {
        listeners.all().forEach(this::drop);
        for (Connecting waiting : connecting.all()) {
            notMade(waiting, new Ending(Reason.LOOP_CLOSED, Ending.By.LOCAL, 0, 0, Duration.ZERO, 0));
        }
        for (Transport transport : transports.all()) {
            transports.remove(transport.handle());
            transport.abort(); // wherever it is
            loopClosed(transport);
        }
        for (Feed feed : List.copyOf(feeds.values())) {
            feeds.remove(feed.handle());
            feed.homeClosed(engine);
        }
    }

    private static void loopClosed(Transport transport) {
        try {
            ended(transport, transport.loopClosed());
        } catch (Throwable thrown) {
            EventLoop.log(LOG, transport, thrown);
        }
    }
}
