package io.millrace.testing;

import io.millrace.DatagramProtocol;
import io.millrace.DatagramTransport;
import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Listener;
import io.millrace.Protocol;
import io.millrace.bytes.Slice;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * A program that was given sockets: 3 listens, 4 and 6 are the two ends of a pair, 5 takes datagrams. It uses all of them,
 * and says so.
 */
public final class Adopter {
    private static final String WORDS = "hello";

    private Adopter() {}

    private static final class Echo extends Protocol {
        @Override
        public void dataReceived(Slice data) {
            transport().write(data);
        }
    }

    /** Says something, and waits for its echo. */
    private static final class Caller extends Protocol {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        private String heard = "";

        @Override
        public void connectionMade() {
            transport().write(WORDS);
        }

        @Override
        public void dataReceived(Slice data) {
            heard += data.toString(StandardCharsets.UTF_8);
            if (heard.length() == WORDS.length()) {
                answer.complete(heard);
            }
        }
    }

    private static final class DatagramEcho extends DatagramProtocol {
        @Override
        public void datagramReceived(Slice data, InetSocketAddress from) {
            transport().send(data, from);
        }
    }

    private static final class DatagramCaller extends DatagramProtocol {
        final CompletableFuture<String> answer = new CompletableFuture<>();

        @Override
        public void datagramReceived(Slice data, InetSocketAddress from) {
            answer.complete(data.toString(StandardCharsets.UTF_8));
        }
    }

    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open()) {
            loop.start();
            say("listener", listener(loop));
            say("pair", pair(loop));
            say("datagrams", datagrams(loop));
            say("again", refusal(() -> Endpoint.parse("systemd:name=web").listen(loop, peer -> null)));
            say("taken", refusal(() -> Endpoint.parse("fd:3").listen(loop, peer -> null)));
            say("none", refusal(() -> Endpoint.parse("fd:1000").listen(loop, peer -> null)));
            say("standard output", refusal(() -> Endpoint.parse("fd:1").listen(loop, peer -> null)));
            say("unnamed", refusal(() -> Endpoint.parse("systemd:name=mail").listen(loop, peer -> null)));
        }
        System.out.println("that is all");
    }

    private static void say(String what, String result) {
        System.out.println(what + ": " + result);
    }

    private static String listener(EventLoop loop) {
        Listener listener = Endpoint.parse("systemd:name=web").listen(loop, peer -> new Echo());
        Caller caller = new Caller();
        Endpoint.tcp("127.0.0.1", listener.port()).connect(loop, peer -> caller).join();
        return RunningLoop.get(caller.answer);
    }

    private static String pair(EventLoop loop) {
        Endpoint.parse("fd:4").connect(loop, peer -> new Echo()).join();
        Caller caller = new Caller();
        Endpoint.parse("fd:6").connect(loop, peer -> caller).join();
        return RunningLoop.get(caller.answer) + " from " + caller.transport().peer();
    }

    private static String datagrams(EventLoop loop) {
        DatagramTransport echo = Endpoint.parse("systemd:index=2").openDatagrams(loop, new DatagramEcho());
        DatagramCaller caller = new DatagramCaller();
        DatagramTransport here = Endpoint.udp("127.0.0.1", 0).openDatagrams(loop, caller);
        here.send(WORDS, new InetSocketAddress("127.0.0.1", echo.port()));
        return RunningLoop.get(caller.answer);
    }

    private static String refusal(Runnable attempt) {
        try {
            attempt.run();
            return "done";
        } catch (RuntimeException refused) {
            return refused.getClass().getSimpleName() + ": " + refused.getMessage();
        }
    }
}
