package io.millrace.bench.compare.server;

import io.millrace.Engine;
import io.millrace.bench.compare.server.millrace.MillracePeer;
import io.millrace.bench.compare.server.netty.NettyPeer;
import io.millrace.bench.compare.server.netty.Transport;
import io.millrace.bench.compare.server.nio.NioPeer;
import io.millrace.bench.compare.server.vertx.VertxPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;

/**
 * The process of a server: {@code Serve PEER SERVICE}. Says {@code version …} and {@code listening on 127.0.0.1:PORT}, then
 * answers each line {@code heap} with the bytes that live on the heap, and ends when its input does.
 */
public final class Serve {
    private static final int COLLECTIONS = 6; // what one lets go of may hold what only the next can take

    private Serve() {}

    public static void main(String[] words) throws IOException {
        try {
            Peer peer = named(words[0]);
            int port = peer.serve(Service.of(words[1]));
            System.out.println("version " + peer.version());
            System.out.println("listening on 127.0.0.1:" + port);
        } catch (Exception | LinkageError e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            Runtime.getRuntime().halt(1);
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println("heap " + liveBytes());
        }
        Runtime.getRuntime().halt(0); // with connections open, and nobody left to close them for
    }

    private static Peer named(String name) {
        return switch (name) {
            case "millrace" -> new MillracePeer(Engine.NATIVE, false);
            case "millrace-one-by-one" -> new MillracePeer(Engine.NATIVE, true);
            case "millrace-nio" -> new MillracePeer(Engine.NIO, false);
            case "netty-nio" -> new NettyPeer(Transport.NIO);
            case "netty-epoll" -> new NettyPeer(Transport.EPOLL);
            case "netty-io_uring" -> new NettyPeer(Transport.IO_URING);
            case "vertx" -> new VertxPeer();
            case "nio" -> new NioPeer();
            default -> throw new IllegalArgumentException("there is no server called " + name);
        };
    }

    private static long liveBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
