package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.Ending;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.Transport;
import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.millrace.stream.Body;
import io.millrace.stream.Feed;
import io.millrace.stream.Role;
import io.millrace.testing.Peer;
import io.millrace.testing.Retained;
import io.millrace.testing.RunningLoop;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A program that writes in every way to peers that are gone, and counts how often SIGPIPE was raised: once, by itself. */
final class BrokenPipes {
    private static final AtomicInteger RAISED = new AtomicInteger();

    private BrokenPipes() {}

    /** By reflection, as the compiler warns of it. */
    private static void countSignals() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object counting = Proxy.newProxyInstance(
                BrokenPipes.class.getClassLoader(),
                new Class<?>[] {handler},
                (proxy, method, arguments) -> method.getName().equals("handle") ? RAISED.incrementAndGet() * 0L : null);
        Object pipe = signal.getConstructor(String.class).newInstance("PIPE");
        signal.getMethod("handle", signal, handler).invoke(null, pipe, counting);
        signal.getMethod("raise", signal).invoke(null, pipe);
        Awaitility.await().until(() -> RAISED.get() == 1); // it is counted, if it comes
    }

    public static void main(String[] arguments) throws Exception {
        countSignals();
        try (EventLoop loop = EventLoop.open();
                DataLoop dataLoop = DataLoop.open()) {
            loop.start();
            Slice received = Retained.receive(loop, "hello".getBytes());
            Feed feed = loop.openFeed(dataLoop, Feed.Options.DEFAULTS);
            for (Consumer<Transport> writing : List.<Consumer<Transport>>of(
                    transport -> transport.write("x"),
                    transport -> transport.write(new byte[100_000]),
                    transport -> transport.write(ByteBuffer.allocateDirect(10)),
                    transport -> transport.write(received),
                    transport -> transport.write(received, Slice.of("x"), received),
                    transport -> transport.write(new Buffer().append("x").append(received)),
                    Transport::finish,
                    Transport::close,
                    transport -> transport.handOver(Role.subscriber(feed, Body.untilClose())))) {
                writeToThoseWhoAreGone(loop, Endpoint.tcp("127.0.0.1", 0), writing);
                feed.publish(Slice.of("to those who are gone"));
                feed.publish(Slice.of("and again"));
            }
            received.release();
            feed.abort();
        }
        RunningLoop.assertNothingIsLeft();
        System.out.println("raised " + RAISED.get() + " time");
    }

    /** The second time, the kernel has seen the reset that answers the first. */
    private static void writeToThoseWhoAreGone(EventLoop loop, Endpoint at, Consumer<Transport> writing)
            throws Exception {
        CompletableFuture<Transport> made = new CompletableFuture<>();
        CompletableFuture<Void> lost = new CompletableFuture<>();
        int port = at.listen(loop, peer -> new Protocol() {
                    @Override
                    public void connectionMade() {
                        transport().halfClose(true); // so that the peer's end does not end it
                        transport().pauseReading();
                        made.complete(transport());
                    }

                    @Override
                    public void connectionLost(Ending ending) {
                        lost.complete(null);
                    }
                })
                .port();
        Peer peer = Peer.connect(port);
        Transport transport = RunningLoop.get(made);
        peer.close();
        for (int i = 0; i < 3; i++) {
            loop.later(Duration.ofMillis(5 * i), () -> {
                if (transport.isOpen()) {
                    writing.accept(transport);
                }
            });
        }
        loop.later(Duration.ofMillis(20), () -> {
            if (transport.isOpen()) {
                transport.write("x");
            }
            transport.abort();
        });
        RunningLoop.get(lost);
    }
}
