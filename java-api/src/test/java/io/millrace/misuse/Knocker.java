package io.millrace.misuse;

import io.millrace.testing.Peer;
import java.util.ArrayList;
import java.util.List;

/** A program that talks to an echo server over many connections, until it is killed. The argument is the port. */
final class Knocker {
    static final int CONNECTIONS = 20;

    private Knocker() {}

    public static void main(String[] arguments) throws Exception {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            peers.add(Peer.connect(Integer.parseInt(arguments[0])));
        }
        for (long round = 0; ; round++) {
            for (Peer peer : peers) {
                peer.send(new byte[1000]).read(1000);
            }
            if (round == 5) {
                System.out.println("in mid-traffic");
            }
        }
    }
}
