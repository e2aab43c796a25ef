package io.millrace;

import io.millrace.engine.EngineLoop;
import io.millrace.engine.Sockets;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Makes one connection: looks the name up, then tries the addresses as RFC 8305 says, the next one when one fails or has had
 * its head start. The first that answers is the connection, and the others are aborted. On the loop's thread only.
 */
final class Connector {
    static final Duration HEAD_START = Duration.ofMillis(250);

    private final EventLoop loop;
    private final Place place;
    private final ProtocolFactory factory;
    private final CompletableFuture<Protocol> made;
    private final long startedNanos = System.nanoTime();
    private final long timeoutNanos;
    private final ArrayDeque<InetSocketAddress> waiting = new ArrayDeque<>();
    private final List<Long> underWay = new ArrayList<>();
    private Timer timer;
    private MillraceException failure;
    private boolean isOver;

    Connector(
            EventLoop loop, Place place, ProtocolFactory factory, Duration timeout, CompletableFuture<Protocol> made) {
        this.loop = loop;
        this.place = place;
        this.factory = factory;
        this.timeoutNanos = EventLoop.nanos(timeout);
        this.made = made;
    }

    /** Begins; failures are told through the future. */
    void start() {
        loop.dispatcher().add(this);
        try {
            begin();
        } catch (RuntimeException refused) {
            end(refused);
        }
    }

    private void begin() {
        Sockets sockets = loop.engine().sockets();
        if (place instanceof Place.Internet internet) {
            if (internet.isLiteral()) {
                waiting.add(internet.literalAddress());
                tryNext();
            } else {
                lookUp(internet);
            }
        } else if (place instanceof Place.Unix unix) {
            SocketAddress peer = UnixDomainSocketAddress.of(unix.isAbstract() ? "" : unix.name());
            underWay(sockets.connect(unix.bytes(), timeoutNanos), peer);
        } else {
            adopt(sockets.adoptConnection(Inherited.descriptorOf(place)));
        }
    }

    private void adopt(long handle) {
        SocketAddress peer;
        try {
            peer = loop.engine().sockets().peer(handle);
        } catch (MillraceException gone) {
            loop.engine().commands().abort(handle);
            throw gone;
        }
        end(null);
        build(handle, peer);
    }

    // ---- The name

    private void lookUp(Place.Internet internet) {
        timer = loop.later(Duration.ofNanos(timeoutNanos), () -> end(tooLate()));
        Lookup.later(internet, loop.resolver())
                .whenComplete((found, thrown) -> loop.engine().mailbox().offer(() -> lookedUp(found, thrown)));
    }

    private void lookedUp(List<InetSocketAddress> found, Throwable thrown) {
        if (isOver) {
            return;
        }
        timer.cancel();
        if (thrown != null) {
            Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            end(cause);
        } else {
            waiting.addAll(found);
            tryNext();
        }
    }

    // ---- The addresses

    /** Begins with the next address, as long as one can be begun with. */
    private void tryNext() {
        while (!waiting.isEmpty()) {
            InetSocketAddress address = waiting.poll();
            long left = timeoutNanos - (System.nanoTime() - startedNanos);
            if (left <= 0) {
                remember(tooLate());
                break;
            }
            try {
                underWay(connect(address, left), address);
                if (!waiting.isEmpty()) {
                    timer = loop.later(HEAD_START, this::tryNext);
                }
                return;
            } catch (MillraceException refused) {
                remember(refused);
            }
        }
        if (underWay.isEmpty()) {
            end(failure);
        }
    }

    private long connect(InetSocketAddress address, long left) {
        Place.Local from = ((Place.Internet) place).from();
        Sockets sockets = loop.engine().sockets();
        return from == null ? sockets.connect(address, left) : sockets.connect(address, from.socketAddress(), left);
    }

    private void underWay(long handle, SocketAddress peer) {
        underWay.add(handle);
        loop.dispatcher().add(new Attempt(this, handle, peer));
    }

    /** An address that is being tried. */
    record Attempt(Connector connector, long handle, SocketAddress peer) {
        void connected() {
            connector.connected(this);
        }

        /** It came to nothing. */
        void ended(Ending how) {
            boolean hasErrno = how.reason() == Reason.REFUSED || how.reason() == Reason.SYSTEM;
            int code = hasErrno ? -1000 - (int) how.detail() : MillraceException.STALE;
            String why = hasErrno ? EngineLoop.textOf(code) : "it ended for the reason " + how.reason();
            connector.failed(this, new MillraceException(code, "connect", handle, "connect to " + peer + ": " + why));
        }
    }

    private void connected(Attempt attempt) {
        underWay.remove(attempt.handle);
        if (isOver || made.isCancelled()) {
            loop.engine().commands().abort(attempt.handle); // another one was first, in this very turn
            end(null);
            return;
        }
        end(null);
        build(attempt.handle, attempt.peer);
    }

    private void build(long handle, SocketAddress peer) {
        Transport transport = new Transport(loop, handle, peer, Limits.OF_CLIENTS);
        try {
            loop.dispatcher().open(transport, factory);
        } catch (Throwable thrown) {
            made.completeExceptionally(thrown);
            throw thrown;
        }
        if (transport.life().protocol() == null) {
            made.completeExceptionally(new IllegalStateException("the factory refused " + transport));
        } else {
            made.complete(transport.life().protocol());
        }
    }

    private void failed(Attempt attempt, MillraceException why) {
        underWay.remove(attempt.handle);
        if (!isOver) {
            remember(why);
            cancelTimer();
            tryNext();
        }
    }

    private void remember(MillraceException why) {
        if (failure == null) {
            failure = why;
        } else {
            failure.addSuppressed(why);
        }
    }

    private MillraceException tooLate() {
        return new MillraceException(
                MillraceException.STALE, "connect", 0, "connect to " + place + ": it took longer than it may");
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** It cannot be made any more. */
    void loopClosed() {
        end(new MillraceException(
                MillraceException.STALE, "connect", 0, "connect to " + place + ": the loop was closed"));
    }

    /** The end of it: all that is still under way is aborted. {@code why}: null if it is not a failure. */
    private void end(Throwable why) {
        if (isOver) {
            return;
        }
        isOver = true;
        cancelTimer();
        underWay.forEach(loop.engine().commands()::abort);
        loop.dispatcher().forget(this);
        if (why != null) {
            made.completeExceptionally(why);
        }
    }
}
