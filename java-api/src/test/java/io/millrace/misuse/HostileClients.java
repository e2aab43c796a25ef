package io.millrace.misuse;

import io.millrace.testing.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A program of clients that are no good, against the port that its argument says, from the first line on its standard input to the second. They
 * are paced, so that they cost the machine little: what is asked is what they do to the server.
 */
final class HostileClients {
    private static final int SLOW = 20;
    private static final int SILENT = 20;
    private static final int MUTE = 5;
    private static final int FLOOD = 400; // more than the server has descriptors
    private static final int MUTE_BYTES = 64 << 10; // at once, so that the server has others to serve as well

    private final int port;
    private final Random random = new Random(1);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

    private HostileClients(int port) {
        this.port = port;
    }

    private interface Act {
        void play() throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        HostileClients clients = new HostileClients(Integer.parseInt(arguments[0]));
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready");
        words.readLine();
        clients.begin();
        words.readLine();
        clients.clock.shutdown();
        System.out.println(clients.clock.awaitTermination(10, TimeUnit.SECONDS) ? "they are gone" : "they hang");
        System.exit(0); // which closes what they still have open
    }

    private void begin() {
        List<Peer> slow = new ArrayList<>();
        List<Peer> silent = new ArrayList<>();
        List<SocketChannel> mute = new ArrayList<>();
        List<Peer> flood = new ArrayList<>();
        every(100, () -> beSlow(slow));
        every(100, () -> beSilent(silent));
        every(20, () -> beMute(mute));
        every(20, this::reset);
        every(20, this::half);
        every(1000, () -> flood(flood));
    }

    private void every(int millis, Act act) {
        clock.scheduleAtFixedRate(
                () -> {
                    try {
                        act.play();
                    } catch (IOException | RuntimeException turnedAway) {
                        // The next time will do.
                    }
                },
                random.nextInt(millis),
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** One more, if there are not so many; and a byte of each. */
    private void beSlow(List<Peer> peers) throws IOException {
        if (peers.size() < SLOW) {
            peers.add(Peer.connect(port).send(Kind.SLOW.word() + "\n"));
        }
        peers.removeIf(peer -> !isAlive(() -> peer.send("x")));
    }

    private void beSilent(List<Peer> peers) {
        if (peers.size() < SILENT) {
            peers.add(Peer.connect(port));
        }
        if (random.nextInt(30) == 0) {
            Peer oldest = peers.remove(0);
            isAlive(oldest::close); // it was ended long ago
        }
    }

    private void beMute(List<SocketChannel> mutes) throws IOException {
        if (mutes.size() < MUTE) {
            SocketChannel mute = SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            mute.connect(new InetSocketAddress("127.0.0.1", port));
            mute.configureBlocking(false);
            mutes.add(mute);
            mute.write(StandardCharsets.US_ASCII.encode(Kind.MUTE.word() + "\n"));
        }
        ByteBuffer lines = StandardCharsets.US_ASCII.encode((".".repeat(63) + "\n").repeat(MUTE_BYTES / 64));
        mutes.removeIf(mute -> !isAlive(() -> mute.write(lines.duplicate())));
    }

    private void reset() throws IOException {
        String lines = Kind.RESET.word() + "\n" + (".".repeat(50) + "\n").repeat(random.nextInt(20));
        Peer.connect(port)
                .send(lines.substring(0, random.nextInt(lines.length())))
                .reset();
    }

    private void half() throws IOException {
        try (Peer peer = Peer.connect(port)) {
            peer.send(Kind.HALF.word() + "\n").finish().readAll();
        }
    }

    /** Those of the last time go, and as many come. */
    private void flood(List<Peer> peers) {
        peers.forEach(peer -> isAlive(peer::close));
        peers.clear();
        for (int i = 0; i < FLOOD; i++) {
            isAlive(() -> peers.add(Peer.connect(port).send(Kind.FLOOD.word() + "\n")));
        }
    }

    private static boolean isAlive(Act act) {
        try {
            act.play();
            return true;
        } catch (IOException | RuntimeException ended) {
            return false;
        }
    }
}
